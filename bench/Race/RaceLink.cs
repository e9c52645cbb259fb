using SmartTransfer.Bench.Links;

namespace SmartTransfer.Bench.Race;

/// <summary>A link of the race: one of the simulation's, and what only packets meet.</summary>
/// <param name="Profile">Rates, delays and faults, with the file that goes over it.</param>
/// <param name="DownTimes">How many times as much it carries downward.</param>
/// <param name="Loss">Share of the packets that are lost.</param>
/// <param name="BadLoss">The same in a bad spell.</param>
internal sealed record RaceLink(LinkProfile Profile, double DownTimes, double Loss, double BadLoss)
{
    /// <summary>Whether connections end on it: then what a client sends again decides, else the rate does.</summary>
    public bool IsFailing => Profile is { HandoverSeconds: > 0 } or { BadResetsPerSecond: > 0 };
}
