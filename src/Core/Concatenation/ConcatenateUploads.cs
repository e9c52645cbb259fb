using System.Collections.Concurrent;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Concatenation;

/// <summary>
/// Puts a final upload together: copies the blocks of its partial uploads as blocks of its own, and completes it once all
/// are there. Bounded in time; whoever comes next goes on, on any instance, and what has been copied the block list tells.
/// </summary>
/// <remarks>
/// Put Block List commits blocks of one blob alone, and partial uploads are blobs of their own, since nobody knows at their
/// start what they will be part of. So their blocks are copied, by storage itself where it can.
/// </remarks>
public sealed class ConcatenateUploads(UploadSessions sessions, IExpiryIndex expiries, GatherParts gatherParts, CopyParts copyParts, CompleteFinal completeFinal, RejectUpload rejectUpload, TimeProvider clock)
{
    private readonly ConcurrentDictionary<UploadId, Lazy<Task<Outcome<ConcatenationProgress>>>> _running = new();

    /// <summary>Goes on with a final upload until it is there, or there is nothing to do, or the time is over. A run that is under way in this process is joined, not doubled.</summary>
    /// <param name="id">The final upload.</param>
    /// <param name="time">How long to work, or to wait for another run; what was begun by then is finished.</param>
    /// <param name="cancellationToken">Ends the wait; the work goes on within its time.</param>
    public async Task<Outcome<ConcatenationProgress>> RunAsync(UploadId id, TimeSpan time, CancellationToken cancellationToken)
    {
        using var activity = TransferActivities.Begin("concatenate uploads", id);
        return activity.Ended(await JoinAsync(id, time, cancellationToken));
    }

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
            var found = await sessions.FindAsync(id, cancellationToken);
            return found is null ? FailureCatalogue.UploadNotFound() : new ConcatenationProgress(found.Session, ConcatenationStep.Copying);
        }
    }

    private async Task<Outcome<ConcatenationProgress>> WorkAsync(UploadId id, TimeSpan time)
    {
        try
        {
            // No caller's token: others may have joined. The time bounds it, and each call has its own.
            await Task.Yield();
            var startedAt = clock.GetTimestamp();
            Outcome<ConcatenationProgress> outcome;
            var again = true;
            do
            {
                outcome = await sessions.ChangeAsync<ConcatenationProgress>(id, LookAsync, CancellationToken.None);
            }
            while (again && outcome is { Failure: null, Value.Step: ConcatenationStep.Copying });

            if (outcome is { Failure: null, Value.Step: ConcatenationStep.Copying })
            {
                // Whoever asked may not come back: the timer goes on with it.
                await expiries.FileAsync(new ExpiryEntry(ExpiryHour.Concatenations, id) { Opener = outcome.Value.Session.Opener }, CancellationToken.None);
            }

            return outcome;

            async Task<Outcome<ConcatenationProgress>?> LookAsync(StoredSession found)
            {
                var session = found.Session;
                if (session.State is UploadState.Committing or UploadState.Completed)
                {
                    again = false;
                    return session.State is UploadState.Completed ? new ConcatenationProgress(session, ConcatenationStep.Completed) : await completeFinal.RunAsync(id, CancellationToken.None);
                }

                if (session.State is not UploadState.Open)
                {
                    return OpenRule.Ended(session);
                }

                if (session.Role is not UploadRole.Final)
                {
                    return new ConcatenationProgress(session, ConcatenationStep.Waiting);
                }

                var left = time - clock.GetElapsedTime(startedAt);
                var (step, later) = await StepAsync(session, left);
                again = !later && clock.GetElapsedTime(startedAt) < time;
                return step;
            }
        }
        finally
        {
            _running.TryRemove(id, out _);
        }
    }

    /// <summary>One look at all that matters, and the copying that follows from it.</summary>
    /// <returns>How far it is, null where the session changed; and whether looking again at once is of no use.</returns>
    private async Task<(Outcome<ConcatenationProgress>? Step, bool Later)> StepAsync(UploadSession session, TimeSpan left)
    {
        var parts = await gatherParts.RunAsync(session, CancellationToken.None);
        if (parts.RejectedBecause is { } because)
        {
            return (await RejectAsync(session, because), false);
        }

        if (parts.LengthBytes is { } length)
        {
            // Written, so that it is told before the file is there.
            _ = await sessions.ReplaceAsync(session with { LengthBytes = length }, CancellationToken.None);
            return (null, false);
        }

        if (parts.Plan is not { } plan)
        {
            return (new ConcatenationProgress(session, ConcatenationStep.Waiting), false);
        }

        var copied = await copyParts.RunAsync(session, plan, left);
        return copied switch
        {
            CopyProgress.Whole => (await completeFinal.RunAsync(session.Id, CancellationToken.None), false),
            CopyProgress.SourceLost => (await RejectAsync(session, RejectionReasons.PartLost), false),
            _ => (new ConcatenationProgress(session, ConcatenationStep.Copying), copied is CopyProgress.TryLater),
        };
    }

    private async Task<Outcome<ConcatenationProgress>?> RejectAsync(UploadSession session, string because) =>
        await rejectUpload.RunAsync(session, because, null, CancellationToken.None) is { } rejected ? OpenRule.Ended(rejected) : (Outcome<ConcatenationProgress>?)null;
}
