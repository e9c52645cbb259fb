using SmartTransfer.Bench.Links;
using SmartTransfer.Bench.Rig;

namespace SmartTransfer.Bench.Race;

/// <summary>
/// The links of the race. They are those of <see cref="LinkProfiles"/> with files of half a minute in place of minutes, and with what
/// happens to them happening as many times sooner, so that a file meets about as many handovers and bad spells as there.
/// </summary>
internal static class RaceLinks
{
    // What a cable or a good radio link loses, what a crowded one does, and what a weak one does.
    private const double Clean = 0.00005;
    private const double Crowded = 0.005;
    private const double Weak = 0.01;

    private static readonly RaceLink Fibre = new(
        LinkProfiles.Fibre with { FileBytes = 64 * Sizes.MiB, LevelSeconds = 5 }, DownTimes: 2, 0, 0);

    private static readonly RaceLink Adsl = new(
        LinkProfiles.Adsl with { FileBytes = 3 * Sizes.MiB, LevelSeconds = 8, ResetsPerSecond = 1 / 120.0 }, DownTimes: 8, Clean, Clean);

    private static readonly RaceLink Moving4G = new(
        LinkProfiles.Moving4G with { FileBytes = 16 * Sizes.MiB, LevelSeconds = 4, ResetsPerSecond = 1 / 60.0, HandoverSeconds = 12, OutageSeconds = 2 },
        DownTimes: 3, 0.001, 0.001);

    private static readonly RaceLink Rural3G = new(
        LinkProfiles.Rural3G with { FileBytes = 2 * Sizes.MiB, LevelSeconds = 6, ResetsPerSecond = 1 / 60.0, GoodSeconds = 20, BadSeconds = 5, BadResetsPerSecond = 1 / 3.0 },
        DownTimes: 3, Crowded, 2 * Weak);

    private static readonly RaceLink Satellite = new(
        LinkProfiles.Satellite with { FileBytes = 8 * Sizes.MiB, LevelSeconds = 10, ResetsPerSecond = 1 / 90.0, GoodSeconds = 40, BadSeconds = 5, BadResetsPerSecond = 1 / 5.0 },
        DownTimes: 8, 0.001, Weak);

    private static readonly RaceLink Hotel = new(
        LinkProfiles.Hotel with { FileBytes = 6 * Sizes.MiB, LevelSeconds = 6, ResetsPerSecond = 1 / 90.0, StallsPerSecond = 1 / 90.0, HandoverSeconds = 25, OutageSeconds = 1 },
        DownTimes: 2, Weak, Weak);

    /// <summary>All of them, in the order of the tables.</summary>
    public static readonly IReadOnlyList<RaceLink> All = [Fibre, Adsl, Moving4G, Rural3G, Satellite, Hotel];
}
