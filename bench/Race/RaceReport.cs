using System.Text;
using SmartTransfer.Bench.Links;
using SmartTransfer.Bench.Rig;

namespace SmartTransfer.Bench.Race;

/// <summary>The race's tables and its picture, and the page that holds them.</summary>
internal sealed class RaceReport(RaceResults results, TimeSpan took)
{
    private const string Begin = "<!-- bench race writes from here -->";
    private const string End = "<!-- to here -->";

    private IReadOnlyList<RaceLink> Links => results.Links;

    /// <summary>All tables, in Markdown.</summary>
    public string Tables()
    {
        var text = new StringBuilder();
        _ = text.Append(Table(
            Text($"Time, s: the middle of {results.Plan.Seeds} runs, from the client's first packet to its end. Who was not done after ")
            + Text($"{results.Plan.Most.TotalSeconds:0} s was stopped"),
            (link, racer) => SecondsText(results.Seconds(link, racer))));
        _ = text.Append(Table(
            "Sent beyond the file, MiB: what was sent again, by the client or by TCP, and requests; the mean of the runs",
            (link, racer) => Sizes.Number(results.ExtraBytes(link, racer) / Sizes.MiB, "0.0")));
        _ = text.Append(Table(
            "Files that did not arrive: given up, not done in time, or wrong (w)",
            (link, racer) => (results.Count(link, racer, RaceEnd.GivenUp, RaceEnd.Late), results.Count(link, racer, RaceEnd.Wrong)) switch
            {
                (0, 0) => "-",
                (var lost, 0) => $"{lost}",
                (var lost, var wrong) => $"{lost} + {wrong} w",
            }));
        return text.Append(Foretold().Text("What the simulation foretells for the same links and seeds, s, beside what the race showed"))
            .Append(LinksTable().Text("The links")).Append('\n').Append(Verdict()).ToString();
    }

    /// <summary>Puts tables and picture into the page; what else is in it stays.</summary>
    public async Task WriteAsync(string folder)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "race.svg"), new RacePicture(results).Svg());
        var page = Path.Combine(folder, "race.md");
        var text = File.Exists(page) ? await File.ReadAllTextAsync(page) : $"# The race\n\n{Begin}\n{End}\n";
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        var tables = "\n\n![Times of every client over every link](race.svg)\n" + Tables()
            + Text($"\nThe run took {took.TotalMinutes:0} minutes.\n\n");
        await File.WriteAllTextAsync(page, text[..from] + tables + text[to..]);
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    private static string SecondsText(double seconds) => double.IsFinite(seconds) ? Sizes.Number(seconds, "0.0") : "none";

    private string Table(string title, Func<RaceLink, Racer, string> cell)
    {
        var table = new TextTable(["client", "verifies", .. Links.Select(link => link.Profile.Name)]) { IsSlow = false };
        foreach (var racer in Racers.All)
        {
            table.Add([racer.Name, racer.Verifies ? "yes" : "no", .. Links.Select(link => cell(link, racer))]);
        }

        return table.Text(title);
    }

    private TextTable Foretold()
    {
        var table = new TextTable(
            "link", "stx", "shown", "one PATCH", "shown (tus-js-client to @tus/server)", "1 MiB, one connection",
            "shown (tus-js-client, 1 MiB)")
        { IsSlow = false };
        foreach (var link in Links)
        {
            table.Add(
                link.Profile.Name,
                Simulated(link, () => new AdvisedChunks(link.Profile.FileBytes, ServerView.Streams)), Shown(link, Racers.Ours),
                Simulated(link, () => new WholeFile()), Shown(link, Racers.TusDefault),
                Simulated(link, () => new FixedChunks(Sizes.MiB, 1)), Shown(link, Racers.TusMebibyte));
        }

        return table;
    }

    private string Shown(RaceLink link, string racer) => SecondsText(results.Seconds(link, Racers.All.Single(one => one.Name == racer)));

    private string Simulated(RaceLink link, Func<IChunkPolicy> policy)
    {
        var times = Enumerable.Range(0, (int)results.Plan.Seeds)
            .Select(run => Transfer.Run(link.Profile, LinkBenchmark.DefaultSeed + (ulong)run, policy()).Seconds).Order().ToList();
        return Sizes.Number(times[times.Count / 2], "0.0");
    }

    private TextTable LinksTable()
    {
        var table = new TextTable(
            "link", "file", "Mbit/s upward", "level lasts, s", "down, times", "round trip, ms", "lost packets", "in a bad spell",
            "well / bad for, s", "reset every, s", "then", "stall every, s", "handover every, s", "outage, s")
        { IsSlow = false };
        foreach (var (profile, down, loss, badLoss) in Links)
        {
            table.Add(
                profile.Name, Sizes.Text(profile.FileBytes),
                string.Join(" / ", profile.LevelBytesPerSecond.Select(rate => Sizes.Number(rate * 8 / 1e6, "0.##"))),
                Sizes.Number(profile.LevelSeconds, "0"), Sizes.Number(down, "0"), Sizes.Number(profile.RoundTripSeconds * 1000, "0"),
                Sizes.Number(loss, "0.###%"), profile.BadSeconds > 0 ? Sizes.Number(badLoss, "0.###%") : "-",
                profile.BadSeconds > 0 ? Text($"{profile.GoodSeconds:0} / {profile.BadSeconds:0}") : "-",
                Every(profile.ResetsPerSecond), Every(profile.BadResetsPerSecond), Every(profile.StallsPerSecond),
                profile.HandoverSeconds > 0
                    ? Sizes.Number(profile.HandoverSeconds, "0") + (profile.IsHandoverSilent ? ", silent" : "")
                    : "-",
                profile.HandoverSeconds > 0 ? Sizes.Number(profile.OutageSeconds, "0") : "-");
        }

        return table;

        static string Every(double rate) => rate > 0 ? Sizes.Number(1 / rate, "0") : "-";
    }

    private string Verdict()
    {
        var ours = Racers.All.Single(one => one.Name == Racers.Ours);
        var rival = Racers.All.Single(one => one.Name == Racers.TusDefault);
        var behind = Links.Where(link => results.Seconds(link, ours)
            > 1.05 * Racers.All.Where(racer => racer.Verifies).Min(racer => results.Seconds(link, racer)));
        var behindAny = Links.Where(
            link => results.Seconds(link, ours) > 1.05 * Racers.All.Min(racer => results.Seconds(link, racer)));
        var slow = Links.Where(link => link.IsFailing && results.Seconds(link, rival) < 2 * results.Seconds(link, ours));
        return $"- stx is more than 5 % behind the first of those that verify on {Names(behind)}; behind the first of all on "
            + $"{Names(behindAny)}.\n"
            + $"- Of the links that fail ({Names(Links.Where(link => link.IsFailing))}), stx is less than twice as fast as "
            + $"tus-js-client with its defaults on {Names(slow)}.\n";

        static string Names(IEnumerable<RaceLink> links) =>
            string.Join(", ", links.Select(link => link.Profile.Name).DefaultIfEmpty("none"));
    }
}
