using System.CommandLine;
using System.Globalization;
using SmartTransfer.Cli.Outcomes;
using SmartTransfer.Cli.Printing;
using SmartTransfer.Cli.Settings;
using SmartTransfer.Cli.Transfers;
using SmartTransfer.Client;

namespace SmartTransfer.Cli.Commands;

/// <summary><c>stx bench</c>: sends random bytes for a minute, measures, and leaves nothing behind.</summary>
internal sealed class BenchCommand(CommonOptions common, Screen screen)
{
    private const long FileBytes = 2L << 30;

    private readonly Option<TimeSpan?> _time = common.Value(
        "--time",
        "How long. A minute by default.",
        "TIME",
        text => (TimeSpan?)TimeText.Parse(text));

    public Command Build(CancellationToken paused)
    {
        var command = new Command(
            "bench",
            "Measures the way to a service: sends random bytes for a minute, then cancels the upload.") { _time };
        command.SetAction((parsed, _) => RunAsync(parsed, paused));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken paused)
    {
        using var client = common.Client(parsed);
        string? upload = null;
        TransferProgress? last = null;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(paused);
        var bytes = new RandomBytes(FileBytes, (ulong)TimeProvider.System.GetTimestamp());
        var time = parsed.GetValue(_time) ?? TimeSpan.FromMinutes(1);
        var isTalking = !parsed.GetValue(common.Quiet) && !parsed.GetValue(common.Json);
        var toldAt = TimeProvider.System.GetTimestamp();
        var began = toldAt;
        var options = new UploadOptions
        {
            FileName = "stx-bench.bin",
            Started = id =>
            {
                upload = id;
                began = TimeProvider.System.GetTimestamp();
                over.CancelAfter(time);
            },
        };
        try
        {
            var progress = new Told(now =>
            {
                last = now;
                if (isTalking && TimeProvider.System.GetElapsedTime(toldAt) >= TimeSpan.FromSeconds(5))
                {
                    toldAt = TimeProvider.System.GetTimestamp();
                    screen.Talk.WriteLine(Words.Of(now));
                }
            });
            _ = await client.UploadAsync(bytes, options, progress, over.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The time is over.
        }

        var took = TimeProvider.System.GetElapsedTime(began);
        if (upload is not null && last is { Phase: not TransferPhase.Done })
        {
            await client.CancelAsync(upload, CancellationToken.None);
        }

        screen.Output.WriteLine(Result(parsed.GetValue(common.Json), last!, took));
        return paused.IsCancellationRequested ? ExitCode.Paused : ExitCode.Done;
    }

    private static string Result(bool asJson, TransferProgress last, TimeSpan took)
    {
        var rate = last.AcceptedBytes / Math.Max(took.TotalSeconds, 0.001);
        return asJson
            ? JsonPrinter.Object(json =>
            {
                json.WriteString("type", "bench");
                json.WriteNumber("seconds", Math.Round(took.TotalSeconds, 3));
                json.WriteNumber("acceptedBytes", last.AcceptedBytes);
                json.WriteNumber("sentBytes", last.SentBytes);
                json.WriteNumber("bytesPerSecond", Math.Round(rate));
                json.WriteNumber("chunks", last.ChunksAccepted);
                json.WriteNumber("failedAttempts", last.FailedAttempts);
                json.WriteNumber("chunkBytes", last.ChunkBytes);
                json.WriteNumber("connections", last.Connections);
                json.WriteString("tier", last.Advice.Tier);
                json.WriteString("stability", last.Advice.Stability);
            })
            : string.Join(
                ' ',
                string.Create(CultureInfo.InvariantCulture, $"{ByteText.Show(rate)}/s accepted over {took.TotalSeconds:0} s:"),
                string.Create(CultureInfo.InvariantCulture, $"{ByteText.Show(last.AcceptedBytes)} in {last.ChunksAccepted} chunks,"),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{last.FailedAttempts} attempts failed, {ByteText.Show(last.SentBytes)} sent;"),
                string.Create(CultureInfo.InvariantCulture, $"now chunks of {ByteText.Show(last.ChunkBytes)} over {last.Connections}"),
                $"connections ({last.Advice.Tier}, {last.Advice.Stability}).");
    }

    private sealed class Told(Action<TransferProgress> tell) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value) => tell(value);
    }
}
