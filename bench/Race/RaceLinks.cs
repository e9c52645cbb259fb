using SmartTransfer.Bench.Links;
using SmartTransfer.Bench.Rig;

namespace SmartTransfer.Bench.Race;

/// <summary>
/// The links of the race. They are those of <see cref="LinkProfiles"/> with files of about a minute in place of ten, and with
/// what befalls them coming the sooner, so that a file meets some of it.
/// </summary>
internal static class RaceLinks
{
    // What a cable or a good radio link loses, what a crowded one does, and what a weak one does.
    private const double Clean = 0.00005;
    private const double Crowded = 0.005;
    private const double Weak = 0.01;

    private static readonly RaceLink Fibre = new(
        LinkProfiles.Fibre with
        {
            FileBytes = 64 * Sizes.MiB,
            LevelSeconds = 5,
        },
        DownTimes: 2, 0, 0);

    private static readonly RaceLink Adsl = new(
        LinkProfiles.Adsl with
        {
            FileBytes = 6 * Sizes.MiB,
            LevelSeconds = 15,
            ResetsPerSecond = 1 / 600.0,
        },
        DownTimes: 8, Clean, Clean);

    private static readonly RaceLink Moving4G = new(
        LinkProfiles.Moving4G with
        {
            FileBytes = 16 * Sizes.MiB,
            LevelSeconds = 5,
            ResetsPerSecond = 1 / 120.0,
            HandoverSeconds = 20,
            OutageSeconds = 2,
        },
        DownTimes: 3, 0.001, 0.001);

    private static readonly RaceLink Rural3G = new(
        LinkProfiles.Rural3G with
        {
            FileBytes = 3 * Sizes.MiB,
            LevelSeconds = 10,
            ResetsPerSecond = 1 / 120.0,
            GoodSeconds = 30,
            BadSeconds = 6,
            BadResetsPerSecond = 1 / 4.0,
        },
        DownTimes: 3, Crowded, 2 * Weak);

    private static readonly RaceLink Satellite = new(
        LinkProfiles.Satellite with
        {
            FileBytes = 16 * Sizes.MiB,
            LevelSeconds = 15,
            ResetsPerSecond = 1 / 180.0,
            GoodSeconds = 50,
            BadSeconds = 6,
            BadResetsPerSecond = 1 / 6.0,
        },
        DownTimes: 8, 0.001, Weak);

    private static readonly RaceLink Hotel = new(
        LinkProfiles.Hotel with
        {
            FileBytes = 12 * Sizes.MiB,
            LevelSeconds = 8,
            ResetsPerSecond = 1 / 120.0,
            StallsPerSecond = 1 / 240.0,
            HandoverSeconds = 50,
            OutageSeconds = 2,
        },
        DownTimes: 2, Weak, Weak);

    /// <summary>All of them, in the order of the tables.</summary>
    public static readonly IReadOnlyList<RaceLink> All = [Fibre, Adsl, Moving4G, Rural3G, Satellite, Hotel];
}
