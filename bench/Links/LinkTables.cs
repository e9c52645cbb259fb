using System.Text;
using SmartTransfer.Bench.Rig;

namespace SmartTransfer.Bench.Links;

/// <summary>The simulation's tables, in Markdown.</summary>
internal static class LinkTables
{
    private static readonly string[] Ours = ["advice, completions only", "advice, client reports", "advice, bodies streamed"];

    /// <summary>Runs everything. The same seed and runs give the same text to the byte.</summary>
    /// <param name="seed">The first seed.</param>
    /// <param name="runs">Transfers of each policy over each link.</param>
    /// <param name="links">The links.</param>
    public static string Text(ulong seed, int runs, IReadOnlyList<LinkProfile> links)
    {
        var results = links.Select(link => LinkResult.Of(link, seed, runs)).ToList();
        var text = new StringBuilder();
        _ = text.Append(Times(results).Text(
            FormattableString.Invariant($"Time, s: the mean of {runs} transfers, seeds {seed} to {seed + (ulong)runs - 1}")));
        _ = text.Append(Multiples(results).Text("Time, as a multiple of the best fixed size in hindsight"));
        _ = text.Append(Resent(results).Text("Sent again, MiB"));
        _ = text.Append(Numbers(links).Text("The links"));
        return text.Append(Verdict(results)).ToString();
    }

    private static TextTable Times(List<LinkResult> results)
    {
        var table = NewTable("link", "file", "best in hindsight");
        foreach (var result in results)
        {
            table.Add([
                result.Link.Name, Sizes.Text(result.Link.FileBytes), $"{result.Best.Cost.Time} ({result.Best})",
                .. result.Advised.Select(cost => cost.Time),
                .. result.Usual.Select(choice => $"{choice.Cost.Time} (×{choice.Connections})"),
                result.WholeFile.Time]);
        }

        return table;
    }

    private static TextTable Multiples(List<LinkResult> results)
    {
        var table = NewTable("link");
        foreach (var result in results)
        {
            var best = result.Best.Cost;
            table.Add([
                result.Link.Name,
                .. result.Advised.Select(cost => cost.TimeOver(best)),
                .. result.Usual.Select(choice => choice.Cost.TimeOver(best)),
                result.WholeFile.TimeOver(best)]);
        }

        return table;
    }

    private static TextTable Resent(List<LinkResult> results)
    {
        var table = NewTable("link", "best in hindsight");
        foreach (var result in results)
        {
            table.Add([
                result.Link.Name, result.Best.Cost.Resent,
                .. result.Advised.Select(cost => cost.Resent),
                .. result.Usual.Select(choice => choice.Cost.Resent),
                result.WholeFile.Resent + (result.WholeFile.Damaged > 0 ? $" ({result.WholeFile.Damaged} damaged)" : "")]);
        }

        return table;
    }

    private static TextTable Numbers(IReadOnlyList<LinkProfile> links)
    {
        var table =
            new TextTable("link", "KiB/s upward", "level lasts, s", "round trip, ms", "one connection, KiB/s", "reset every, s",
                "stall every, s", "well for, s",
            "bad for, s", "reset every, then", "rate then", "handover every, s", "outage, s", "one byte changed in", "requests cut")
            {
                IsSlow = false,
            };
        foreach (var link in links)
        {
            table.Add(
                link.Name, string.Join(
                    " / ",
                    link.LevelBytesPerSecond.Select(KiB)), Or(link.LevelSeconds, "0"), Sizes.Number(link.RoundTripSeconds * 1000, "0"),
                double.IsFinite(link.ConnectionBytesPerSecond) ? KiB(link.ConnectionBytesPerSecond) : "-",
                Or(1 / link.ResetsPerSecond, "0"), Or(1 / link.StallsPerSecond, "0"), Or(link.GoodSeconds, "0"), Or(link.BadSeconds, "0"),
                Or(1 / link.BadResetsPerSecond, "0"),
                link.BadShare < 1
                    ? Sizes.Number(link.BadShare, "0.0")
                    : "-", Or(link.HandoverSeconds, "0") + (link.IsHandoverSilent ? ", silent" : ""), Or(link.OutageSeconds, "0"),
                link.CorruptionsPerByte > 0 ? Sizes.Text((long)(1 / link.CorruptionsPerByte)) : "-",
                link.DeathsPerRequest > 0 ? Sizes.Number(link.DeathsPerRequest, "0%") : "-");
        }

        return table;

        static string KiB(double bytes) => Sizes.Number(bytes / Sizes.KiB, "0");
        static string Or(double value, string format) => value > 0 && double.IsFinite(value) ? Sizes.Number(value, format) : "-";
    }

    private static string Verdict(List<LinkResult> results)
    {
        var text = new StringBuilder();
        foreach (var view in Enum.GetValues<ServerView>())
        {
            var far = results.Where(
                result => result.Advised[(int)view].Seconds > 1.1 * result.Best.Cost.Seconds).Select(result => result.Link.Name);
            var slow = results.Where(
                result => result.Advised[(int)view].Seconds > result.Worst.Cost.Seconds).Select(result => result.Link.Name);
            _ = text.Append(
                $"\n- {Ours[(int)view]}: more than 10 % behind the best in hindsight on {Names(far)}; slower than the slowest fixed "
                + $"size on {Names(slow)}.");
        }

        return text.Append('\n').ToString();

        static string Names(IEnumerable<string> names) => string.Join(", ", names.DefaultIfEmpty("none"));
    }

    private static TextTable NewTable(params string[] first) =>
        new([.. first, .. Ours, .. FixedChoice.UsualBytes.Select(
            bytes => $"fixed {Sizes.Text(bytes)}"), "whole-file stream"])
        { IsSlow = false };
}
