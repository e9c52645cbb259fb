using System.CommandLine;
using System.Globalization;
using SmartTransfer.Cli.Outcomes;
using SmartTransfer.Cli.Printing;
using SmartTransfer.Cli.Settings;
using SmartTransfer.Client;

namespace SmartTransfer.Cli.Commands;

/// <summary><c>stx link</c>: what the service knows of the link, and why it advises what it does.</summary>
internal sealed class LinkCommand(CommonOptions common, Screen screen)
{
    private const int Cells = 30;
    private const double SmallestChunk = 64 * 1024;
    private const double LargestChunk = 8 * 1024 * 1024;

    private readonly Argument<string?> _upload = new("UPLOAD")
    {
        Description = "The upload: its id, its path or its URL. Without it, what is remembered of this device.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public Command Build(CancellationToken paused)
    {
        var command = new Command("link", "Shows what the service knows of your link, and why it advises what it does.") { _upload };
        command.SetAction((parsed, _) => RunAsync(parsed, paused));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken paused)
    {
        using var client = common.Client(parsed);
        var report = await client.GetLinkAsync(parsed.GetValue(_upload) is { } upload ? UploadName.Check(upload) : null, paused);
        screen.Output.WriteLine(parsed.GetValue(common.Json) ? Json(report) : Text(report));
        return ExitCode.Done;
    }

    private static string Text(LinkReport report)
    {
        var advice = report.Advice;
        var ended = report.Sessions is { } sessions
            ? string.Create(CultureInfo.InvariantCulture, $", in {sessions} uploads that ended")
            : "";
        var success = report.SuccessRate is { } share
            ? string.Create(CultureInfo.InvariantCulture, $"{Bar(share)} {share * 100:0.0} %")
            : "not known yet";
        var lines = new List<string>
        {
            string.Create(
                CultureInfo.InvariantCulture,
                $"measured     {report.Chunks} chunks, {ByteText.Show(report.Bytes)}, {report.Failed} failed{ended}"),
            $"rate         {(report.GoodputBytesPerSecond is { } rate ? ByteText.Show(rate) + "/s" : "not known yet")} ({advice.Tier})",
            $"success      {success} ({advice.Stability})",
            $"chunk size   {Scale(advice.ChunkBytes)} {ByteText.Show(advice.ChunkBytes)} (64 KiB to 8 MiB)",
            string.Create(
                CultureInfo.InvariantCulture,
                $"connections  {new string('|', Math.Clamp(advice.Parallelism, 1, Cells))} {advice.Parallelism}"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"retries      wait up to {advice.RetryDelay.TotalSeconds:0.#} s, ask after {advice.MaxRetries}"),
        };
        if (report.OverheadSeconds is { } overhead)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"overhead     {overhead:0.000} s a chunk, besides its bytes"));
        }

        lines.AddRange(report.Because.Select(sentence => $"  - {sentence}"));
        return string.Join(Environment.NewLine, lines);
    }

    private static string Bar(double share)
    {
        var full = (int)Math.Round(Math.Clamp(share, 0, 1) * Cells);
        return new string('#', full) + new string('.', Cells - full);
    }

    /// <summary>Where the size lies on a scale of powers of two.</summary>
    private static string Scale(long bytes)
    {
        var at = (int)Math.Round(Math.Clamp(Math.Log(bytes / SmallestChunk) / Math.Log(LargestChunk / SmallestChunk), 0, 1) * (Cells - 1));
        return new string('-', at) + '*' + new string('-', Cells - 1 - at);
    }

    private static string Json(LinkReport report) => JsonPrinter.Object(json =>
    {
        json.WriteString("type", "link");
        json.WriteNumber("chunks", report.Chunks);
        json.WriteNumber("bytes", report.Bytes);
        json.WriteNumber("failed", report.Failed);
        Number("goodputBytesPerSecond", report.GoodputBytesPerSecond);
        Number("overheadSeconds", report.OverheadSeconds);
        Number("failuresPerSecond", report.FailuresPerSecond);
        Number("successRate", report.SuccessRate);
        Number("variation", report.Variation);
        json.WriteNumber("chunkBytes", report.Advice.ChunkBytes);
        json.WriteNumber("parallelism", report.Advice.Parallelism);
        json.WriteString("tier", report.Advice.Tier);
        json.WriteString("stability", report.Advice.Stability);
        json.WriteStartArray("because");
        foreach (var sentence in report.Because)
        {
            json.WriteStringValue(sentence);
        }

        json.WriteEndArray();

        void Number(string name, double? value)
        {
            if (value is { } number)
            {
                json.WriteNumber(name, number);
            }
        }
    });
}
