using SmartTransfer.Cli.Outcomes;
using SmartTransfer.Cli.Printing;
using SmartTransfer.Cli.Transfers;
using SmartTransfer.Client;

namespace SmartTransfer.Cli.Commands;

/// <summary>Transfers all files of a command, small ones several at once, and tells a printer.</summary>
internal sealed class FileBatch(IPrinter printer, int filesAtOnce)
{
    /// <summary>A file up to here is mostly round trips, so several go at once; a longer one fills the link by itself.</summary>
    private const long SmallBytes = 1024 * 1024;

    private readonly Lock _lock = new();
    private int _done;
    private int _failed;
    private int _failedForNow;
    private bool _paused;
    private long _bytes;
    private long _moved;

    public async Task<BatchSummary> RunAsync(IReadOnlyList<FileTransfer> files, CancellationToken paused)
    {
        // By file: it has ended, or a journal knows it.
        var begun = files.Select(file => file.HasJournal).ToArray();
        var began = TimeProvider.System.GetTimestamp();
        printer.Begin(files);
        using (var places = new SemaphoreSlim(filesAtOnce, filesAtOnce))
        {
            var running = new List<Task>();
            for (var index = 0; index < files.Count && !paused.IsCancellationRequested; index++)
            {
                var needed = files[index].Length is <= SmallBytes ? 1 : filesAtOnce;
                for (var place = 0; place < needed; place++)
                {
                    await places.WaitAsync(CancellationToken.None);
                }

                var number = index;
                running.Add(Task.Run(async () =>
                {
                    try
                    {
                        await TransferAsync(number, files[number], () => begun[number] = true, paused);
                    }
                    finally
                    {
                        _ = places.Release(needed);
                    }
                }, CancellationToken.None));
                _ = running.RemoveAll(task => task.IsCompletedSuccessfully);
            }

            await Task.WhenAll(running);
        }

        var summary = new BatchSummary(
            files.Count,
            _done,
            _failed,
            _paused || (paused.IsCancellationRequested && _done + _failed < files.Count),
            _bytes,
            _moved,
            TimeProvider.System.GetElapsedTime(began))
        {
            FailedForNow = _failedForNow,
            NotBegun = begun.Count(has => !has),
            CanResume = files.All(file => file.CanResume),
        };
        await printer.EndAsync(summary);
        return summary;
    }

    private async Task TransferAsync(int index, FileTransfer file, Action begun, CancellationToken paused)
    {
        if (paused.IsCancellationRequested)
        {
            return;
        }

        try
        {
            var outcome = await file.RunAsync(
                new Told(progress => printer.Progress(index, progress)),
                told =>
                {
                    if (told.Kind is TransferEventKind.Started or TransferEventKind.Resumed)
                    {
                        begun();
                    }

                    printer.Event(index, told);
                },
                paused);
            begun();
            lock (_lock)
            {
                _done++;
                _bytes += outcome.Length;
                _moved += outcome.MovedBytes;
            }

            printer.Done(index, outcome);
        }
        catch (OperationCanceledException) when (paused.IsCancellationRequested)
        {
            lock (_lock)
            {
                _paused = true;
            }
        }
        catch (TransferException failure)
        {
            begun();
            lock (_lock)
            {
                _failed++;
                _failedForNow += failure.CanResume
                    && (failure.Code is TransferErrorCode.NoProgress or TransferErrorCode.InUse || failure.RetryAfter is not null)
                    ? 1
                    : 0;
            }

            printer.Failed(index, failure);
        }
    }

    private sealed class Told(Action<TransferProgress> tell) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value) => tell(value);
    }
}
