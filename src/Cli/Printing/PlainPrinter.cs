using System.Globalization;
using SmartTransfer.Cli.Outcomes;
using SmartTransfer.Cli.Settings;
using SmartTransfer.Cli.Transfers;
using SmartTransfer.Client;

namespace SmartTransfer.Cli.Printing;

/// <summary>Plain lines: results on standard output, talk on standard error. For pipes, logs, and NO_COLOR.</summary>
internal sealed class PlainPrinter(TextWriter output, TextWriter talk, bool isQuiet, TimeProvider clock) : IPrinter
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<int, long> _toldAt = [];
    private IReadOnlyList<FileTransfer> _files = [];

    public void Begin(IReadOnlyList<FileTransfer> files) => _files = files;

    public void Progress(int index, TransferProgress progress)
    {
        lock (_lock)
        {
            _ = _toldAt.TryAdd(index, clock.GetTimestamp());
            if (!isQuiet && clock.GetElapsedTime(_toldAt[index]) >= Interval && progress.Phase is not TransferPhase.Done)
            {
                _toldAt[index] = clock.GetTimestamp();
                talk.WriteLine($"{_files[index].Name}: {Words.Of(progress)}");
            }
        }
    }

    public void Event(int index, TransferEvent told)
    {
        // A failed attempt is everyday on a bad link; what waits long is told by progress.
        if (!isQuiet && told.Kind is TransferEventKind.Resumed or TransferEventKind.StartedAnew or TransferEventKind.ManifestSent)
        {
            Talk($"{_files[index].Name}: {told.Message}");
        }
    }

    public void Done(int index, FileOutcome outcome)
    {
        lock (_lock)
        {
            output.WriteLine($"{outcome.Result}\t{_files[index].Name}");
            output.Flush();
        }
    }

    public void Failed(int index, TransferException failure) => Talk($"{_files[index].Name}: {Words.Of(failure)}");

    public Task EndAsync(BatchSummary summary)
    {
        if (summary.IsPaused)
        {
            Talk(summary.Hint);
        }

        if (!isQuiet)
        {
            Talk(Words.Of(summary));
        }

        return Task.CompletedTask;
    }

    private void Talk(string line)
    {
        lock (_lock)
        {
            talk.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{line}"));
        }
    }
}
