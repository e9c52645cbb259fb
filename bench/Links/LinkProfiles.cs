using SmartTransfer.Bench.Rig;

namespace SmartTransfer.Bench.Links;

/// <summary>
/// The links of the tables. Rates are upward. Where no source is named a number is a choice: what somebody who has had
/// such a link would find likely, rounded, and never tuned to what the advice does well.
/// </summary>
internal static class LinkProfiles
{
    private const double Kbit = 1000.0 / 8;
    private const double Mbit = 1000 * Kbit;
    private const double Minutes = 60;
    private const double Hours = 3600;

    /// <summary>Nothing goes wrong for hours; 100 Mbit/s upward is a common contract, shared in the house now and then.</summary>
    public static readonly LinkProfile Fibre = new()
    {
        Name = "fibre",
        FileBytes = Sizes.GiB,
        LevelBytesPerSecond = [70 * Mbit, 100 * Mbit],
        LevelSeconds = 30,
        RoundTripSeconds = 0.015,
        ResetsPerSecond = 1 / (2 * Hours),
    };

    /// <summary>
    /// ITU-T G.992.5 Annex A gives 1.4 Mbit/s upward at best; interleaving makes the round trip 30 to 50 ms. The router forgets
    /// or drops a connection now and then.
    /// </summary>
    public static readonly LinkProfile Adsl = new()
    {
        Name = "ADSL",
        FileBytes = 64 * Sizes.MiB,
        LevelBytesPerSecond = [0.7 * Mbit, 1 * Mbit],
        LevelSeconds = 60,
        RoundTripSeconds = 0.04,
        ResetsPerSecond = 1 / (30 * Minutes),
    };

    /// <summary>
    /// In a train or car: the rate follows the cell's load and distance within seconds. One cell change in a few makes the
    /// address or the bearer change and ends all connections; a radio link failure or a change of technology interrupts for 1 to
    /// 4.5 s (github.com/olgen2013/HandoverMeasurements: 3 to 4.5 s from LTE to HSPA+).
    /// </summary>
    public static readonly LinkProfile Moving4G = new()
    {
        Name = "4G moving",
        FileBytes = 128 * Sizes.MiB,
        LevelBytesPerSecond = [0.5 * Mbit, 2 * Mbit, 5 * Mbit, 10 * Mbit],
        LevelSeconds = 8,
        RoundTripSeconds = 0.06,
        ResetsPerSecond = 1 / (5 * Minutes),
        HandoverSeconds = 40,
        OutageSeconds = 3,
    };

    /// <summary>
    /// UMTS at the edge of its cell: 384 kbit/s is Release 99's bearer, HSUPA gives a little more when the cell is empty;
    /// fading comes in spells in which connections are reset every few seconds.
    /// </summary>
    public static readonly LinkProfile Rural3G = new()
    {
        Name = "3G rural",
        FileBytes = 64 * Sizes.MiB,
        LevelBytesPerSecond = [128 * Kbit, 384 * Kbit, 1 * Mbit],
        LevelSeconds = 20,
        RoundTripSeconds = 0.2,
        ResetsPerSecond = 1 / (3 * Minutes),
        GoodSeconds = 90,
        BadSeconds = 15,
        BadResetsPerSecond = 1 / 6.0,
        BadShare = 0.5,
    };

    /// <summary>
    /// Geostationary: 600 ms and 3 Mbit/s upward as such services sell it. One connection carries its window a round trip: 64 KiB, all
    /// that there is without window scaling (RFC 7323), makes 107 KiB/s; with scaling loss holds it there or thereabouts, since what
    /// Mathis's law leaves of it falls with the round trip, too. Rain fades the signal in spells.
    /// </summary>
    public static readonly LinkProfile Satellite = new()
    {
        Name = "satellite",
        FileBytes = 128 * Sizes.MiB,
        LevelBytesPerSecond = [2 * Mbit, 3 * Mbit],
        LevelSeconds = 60,
        RoundTripSeconds = 0.6,
        ConnectionBytesPerSecond = 64 * Sizes.KiB / 0.6,
        ResetsPerSecond = 1 / (10 * Minutes),
        GoodSeconds = 5 * Minutes,
        BadSeconds = 20,
        BadResetsPerSecond = 1 / 20.0,
        BadShare = 0.3,
    };

    /// <summary>
    /// An evening in a hotel: the rate follows the other guests; the portal's gateway forgets its connections every few minutes and
    /// closes none, and one by one they stall, too. The client gives up on a connection after <see cref="Connection.StallSeconds"/>.
    /// </summary>
    public static readonly LinkProfile Hotel = new()
    {
        Name = "hotel Wi-Fi",
        FileBytes = 128 * Sizes.MiB,
        LevelBytesPerSecond = [0.5 * Mbit, 1.5 * Mbit, 4 * Mbit],
        LevelSeconds = 15,
        RoundTripSeconds = 0.08,
        ResetsPerSecond = 1 / (4 * Minutes),
        StallsPerSecond = 1 / (10 * Minutes),
        HandoverSeconds = 4 * Minutes,
        OutageSeconds = 2,
        IsHandoverSilent = true,
    };

    /// <summary>
    /// A middlebox that cuts one request in fifty at some byte of it, however long or short it is: nothing that a chunk's size
    /// could help.
    /// </summary>
    public static readonly LinkProfile DyingChunks = new()
    {
        Name = "2 % of chunks die",
        FileBytes = 256 * Sizes.MiB,
        LevelBytesPerSecond = [20 * Mbit],
        RoundTripSeconds = 0.05,
        DeathsPerRequest = 0.02,
    };

    /// <summary>
    /// A proxy or a memory that changes one byte in 16 MiB. Far worse than the field (Stone and Partridge, 2000: one packet in 16
    /// million to 10 thousand million passes TCP's checksum damaged), so that it shows within one file.
    /// </summary>
    public static readonly LinkProfile Corrupting = new()
    {
        Name = "corrupting proxy",
        FileBytes = 256 * Sizes.MiB,
        LevelBytesPerSecond = [20 * Mbit],
        RoundTripSeconds = 0.05,
        CorruptionsPerByte = 1.0 / (16 * Sizes.MiB),
    };

    /// <summary>All of them, in the order of the tables.</summary>
    public static readonly IReadOnlyList<LinkProfile> All = [Fibre, Adsl, Moving4G, Rural3G, Satellite, Hotel, DyingChunks, Corrupting];
}
