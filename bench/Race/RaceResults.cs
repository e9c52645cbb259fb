using System.Collections.Concurrent;

namespace SmartTransfer.Bench.Race;

/// <summary>What became of every file.</summary>
internal sealed class RaceResults(IReadOnlyList<RaceLink> links, RacePlan plan)
{
    private readonly ConcurrentDictionary<(string Link, string Racer), ConcurrentBag<RaceResult>> _results = new();

    public IReadOnlyList<RaceLink> Links => links;

    public RacePlan Plan => plan;

    public void Add(RaceLink link, Racer racer, RaceResult result) =>
        _results.GetOrAdd((link.Profile.Name, racer.Name), static _ => []).Add(result);

    public IReadOnlyCollection<RaceResult> Of(RaceLink link, Racer racer) => _results[(link.Profile.Name, racer.Name)];

    /// <summary>The middle of the runs' times, in seconds; infinite where most files did not arrive.</summary>
    public double Seconds(RaceLink link, Racer racer)
    {
        var times = Of(link, racer)
            .Select(run => run.End is RaceEnd.Whole ? run.Seconds : double.PositiveInfinity).Order().ToList();
        return times[times.Count / 2];
    }

    /// <summary>What a client sent beyond the file on average, in bytes.</summary>
    public double ExtraBytes(RaceLink link, Racer racer) =>
        Of(link, racer).Average(run => Math.Max(0, run.SentBytes - link.Profile.FileBytes));

    /// <summary>How many files ended so.</summary>
    public int Count(RaceLink link, Racer racer, params RaceEnd[] ends) => Of(link, racer).Count(run => ends.Contains(run.End));
}
