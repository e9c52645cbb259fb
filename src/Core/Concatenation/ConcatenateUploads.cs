using System.Collections.Concurrent;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Concatenation;

/// <summary>
/// Goes on with final uploads: each is worked on by one run of this process at a time, and so many at once that their plans fit
/// into memory. Bounded in time; whoever comes next goes on, on any instance, and what has been copied the block list tells.
/// </summary>
public sealed class ConcatenateUploads(AssembleFinal assembleFinal, UploadSessions sessions, TimeProvider clock) : IDisposable
{
    /// <summary>
    /// Final uploads that an instance works on at once: each holds up to 200,000 block ids of 80 bytes, and the block lists that they
    /// are read from.
    /// </summary>
    public const int AtOnce = 8;

    private readonly ConcurrentDictionary<UploadId, Lazy<Task<Outcome<ConcatenationProgress>>>> _running = new();
    private readonly SemaphoreSlim _turns = new(AtOnce, AtOnce);

    /// <summary>
    /// Goes on with a final upload until it is there, or there is nothing to do, or the time is over. A run that is under way
    /// in this process is joined, not doubled.
    /// </summary>
    /// <param name="id">The final upload.</param>
    /// <param name="time">How long to work, or to wait for another run; what was begun by then is finished.</param>
    /// <param name="cancellationToken">Ends the wait; the work continues within its time.</param>
    public async Task<Outcome<ConcatenationProgress>> RunAsync(UploadId id, TimeSpan time, CancellationToken cancellationToken)
    {
        using var activity = TransferActivities.Begin("concatenate uploads", id);
        return activity.Ended(await JoinAsync(id, time, cancellationToken));
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();

    private async Task<Outcome<ConcatenationProgress>> JoinAsync(UploadId id, TimeSpan time, CancellationToken cancellationToken)
    {
        var mine = new Lazy<Task<Outcome<ConcatenationProgress>>>(() => WorkAsync(id, time));
        var running = _running.GetOrAdd(id, mine);
        if (running == mine)
        {
            return await mine.Value.WaitAsync(cancellationToken);
        }

        try
        {
            return await running.Value.WaitAsync(time, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            return await UnderwayAsync(id, cancellationToken);
        }
    }

    private async Task<Outcome<ConcatenationProgress>> WorkAsync(UploadId id, TimeSpan time)
    {
        try
        {
            // No caller's token: others may have joined. The time bounds it, and each call has its own.
            await Task.Yield();
            if (!await TakeTurnAsync(time))
            {
                return await UnderwayAsync(id, CancellationToken.None);
            }

            try
            {
                return await assembleFinal.RunAsync(id, time);
            }
            finally
            {
                _turns.Release();
            }
        }
        finally
        {
            _running.TryRemove(id, out _);
        }
    }

    private async Task<bool> TakeTurnAsync(TimeSpan time)
    {
        if (_turns.Wait(0))
        {
            return true;
        }

        using var over = new CancellationTokenSource(time, clock);
        try
        {
            await _turns.WaitAsync(over.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<Outcome<ConcatenationProgress>> UnderwayAsync(UploadId id, CancellationToken cancellationToken) =>
        await sessions.FindAsync(id, cancellationToken) is { } found
            ? new ConcatenationProgress(found.Session, ConcatenationStep.Underway)
            : FailureCatalogue.UploadNotFound();
}
