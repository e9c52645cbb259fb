using System.Text.Encodings.Web;
using System.Text.Json;
using SmartTransfer.Cli.Outcomes;
using SmartTransfer.Cli.Transfers;
using SmartTransfer.Client;

namespace SmartTransfer.Cli.Printing;

/// <summary>One JSON object a line on standard output: status (once a second for each file), event, result, error, summary.</summary>
internal sealed class JsonPrinter(TextWriter output, bool isQuiet, TimeProvider clock) : IPrinter
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock _lock = new();
    private readonly Dictionary<int, long> _toldAt = [];
    private IReadOnlyList<FileTransfer> _files = [];

    public void Begin(IReadOnlyList<FileTransfer> files) => _files = files;

    public void Progress(int index, TransferProgress now)
    {
        lock (_lock)
        {
            if (isQuiet || (_toldAt.TryGetValue(index, out var before) && clock.GetElapsedTime(before) < Interval))
            {
                return;
            }

            _toldAt[index] = clock.GetTimestamp();
        }

        Line("status", index, json =>
        {
            json.WriteString("phase", now.Phase.ToString().ToLowerInvariant());
            Number(json, "length", now.Length);
            json.WriteNumber("acceptedBytes", now.AcceptedBytes);
            json.WriteNumber("sentBytes", now.SentBytes);
            Number(json, "bytesPerSecond", now.BytesPerSecond is { } rate ? (long)rate : null);
            Number(json, "secondsLeft", now.TimeLeft is { } left ? (long)left.TotalSeconds : null);
            json.WriteNumber("chunksAccepted", now.ChunksAccepted);
            json.WriteNumber("failedAttempts", now.FailedAttempts);
            json.WriteNumber("chunkBytes", now.ChunkBytes);
            json.WriteNumber("connectionsInUse", now.ConnectionsInUse);
            json.WriteNumber("connections", now.Connections);
            json.WriteString("tier", now.Advice.Tier);
            json.WriteString("stability", now.Advice.Stability);
            if (now.WaitsFor is { } why)
            {
                json.WriteString("waitsFor", why);
            }
        });
    }

    public void Event(int index, TransferEvent told)
    {
        if (!isQuiet)
        {
            Line("event", index, json =>
            {
                json.WriteString("event", JsonNamingPolicy.CamelCase.ConvertName(told.Kind.ToString()));
                json.WriteString("message", told.Message);
                if (told.Code is { } code)
                {
                    json.WriteString("code", code);
                }
            });
        }
    }

    public void Done(int index, FileOutcome outcome) => Line("result", index, json =>
    {
        json.WriteString("result", outcome.Result);
        json.WriteNumber("length", outcome.Length);
        json.WriteNumber("movedBytes", outcome.MovedBytes);
        json.WriteNumber("failedAttempts", outcome.FailedAttempts);
        json.WriteBoolean("resumed", outcome.IsResumed);
    });

    public void Failed(int index, TransferException failure) => Line("error", index, json =>
    {
        json.WriteString("code", failure.Code);
        json.WriteString("message", failure.Message);
        Number(json, "status", (long?)failure.Status);
        Number(json, "offset", failure.Offset);
        json.WriteBoolean("canResume", failure.CanResume);
        Number(json, "retryAfterSeconds", failure.RetryAfter is { } wait ? (long)Math.Ceiling(wait.TotalSeconds) : null);
        if (failure.CorrelationId is { } correlation)
        {
            json.WriteString("correlationId", correlation);
        }
    });

    public Task EndAsync(BatchSummary summary)
    {
        Line("summary", null, json =>
        {
            json.WriteNumber("files", summary.Files);
            json.WriteNumber("done", summary.Done);
            json.WriteNumber("failed", summary.Failed);
            json.WriteNumber("notBegun", summary.NotBegun);
            json.WriteBoolean("paused", summary.IsPaused);
            json.WriteNumber("bytes", summary.Bytes);
            json.WriteNumber("movedBytes", summary.MovedBytes);
            json.WriteNumber("seconds", Math.Round(summary.Time.TotalSeconds, 3));
            json.WriteNumber("exitCode", summary.ExitCode);
        });
        return Task.CompletedTask;
    }

    /// <summary>One object with what <paramref name="write"/> adds.</summary>
    public static string Object(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    private void Line(string type, int? index, Action<Utf8JsonWriter> write)
    {
        var line = Object(json =>
        {
            json.WriteString("type", type);
            if (index is { } number)
            {
                json.WriteString("name", _files[number].Name);
            }

            write(json);
        });
        lock (_lock)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }

    private static void Number(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }
}
