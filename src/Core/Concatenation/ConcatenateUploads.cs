using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Options;
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
public sealed class ConcatenateUploads(
    ISessionStore sessions,
    IBlockStore blocks,
    ICommitStore commits,
    IExpiryIndex expiries,
    FindPartials findPartials,
    CopyBlock copyBlock,
    CompleteUpload completeUpload,
    MarkConcatenated markConcatenated,
    SessionCache cache,
    InstanceName instance,
    LimitOptions limits,
    AdmissionOptions admission,
    ConcatenationOptions options,
    TimeProvider clock,
    ILogger<ConcatenateUploads> log)
{
    private const int MaxTries = 5;

    // So long one look at the session and the block lists is relied upon: a final upload that was cancelled meanwhile is copied no further.
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<UploadId, Lazy<Task<Outcome<ConcatenationProgress>>>> _running = new();

    /// <summary>Goes on with a final upload until it is there, or there is nothing to do, or the time is over. A run that is under way in this process is joined, not doubled.</summary>
    /// <param name="id">The final upload.</param>
    /// <param name="time">How long to work, or to wait for another run; what was begun by then is finished.</param>
    /// <param name="cancellationToken">Ends the wait; the work goes on within its time.</param>
    public Task<Outcome<ConcatenationProgress>> RunAsync(UploadId id, TimeSpan time, CancellationToken cancellationToken) =>
        TransferActivities.TraceAsync("concatenate uploads", id, (Use: this, id, time, cancellationToken), static call => call.Use.GoOnAsync(call.id, call.time, call.cancellationToken));

    private async Task<Outcome<ConcatenationProgress>> GoOnAsync(UploadId id, TimeSpan time, CancellationToken cancellationToken)
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
            var outcome = await LookAsync(id, clock.GetTimestamp(), time);
            if (outcome is { Failure: null, Value.Step: ConcatenationStep.Copying })
            {
                // Whoever asked may not come back: the timer goes on with it.
                await expiries.FileAsync(new ExpiryEntry(ExpiryHour.Concatenations, id) { Opener = outcome.Value.Session.Opener }, CancellationToken.None);
            }

            return outcome;
        }
        finally
        {
            _running.TryRemove(id, out _);
        }
    }

    private async Task<Outcome<ConcatenationProgress>> LookAsync(UploadId id, long startedAt, TimeSpan time)
    {
        for (var lost = 0; lost < MaxTries;)
        {
            var found = await sessions.FindAsync(id, CancellationToken.None);
            if (found is null)
            {
                return FailureCatalogue.UploadNotFound();
            }

            var session = found.Session;
            if (session.State is UploadState.Completed)
            {
                return new ConcatenationProgress(session, ConcatenationStep.Completed);
            }

            if (session.State is UploadState.Committing)
            {
                return await CompleteAsync(session);
            }

            if (session.State is not UploadState.Open || session.Role is not UploadRole.Final)
            {
                return session.State is UploadState.Open ? new ConcatenationProgress(session, ConcatenationStep.Waiting) : OpenRule.Ended(session);
            }

            var (look, outcome) = await StepAsync(session, startedAt, time);
            if (outcome is { } ended)
            {
                return ended;
            }

            lost += look is NextLook.Lost ? 1 : 0;
        }

        return FailureCatalogue.UploadBusy();
    }

    /// <summary>One look at all that matters, and the copying that follows from it.</summary>
    /// <returns>The end of the run, or why to look again.</returns>
    private async Task<(NextLook Next, Outcome<ConcatenationProgress>? Ended)> StepAsync(UploadSession session, long startedAt, TimeSpan time)
    {
        var partials = await findPartials.RunAsync(session.Parts, CancellationToken.None);
        if (FindPartials.Check(session.Parts, partials) is not null)
        {
            return await RejectAsync(session, "part-lost");
        }

        var length = FindPartials.LengthOf(session.Parts, partials);
        if (session.LengthBytes is null && length is { } known)
        {
            if (LengthRule.Check(known, limits.MaxFileBytes) is not null)
            {
                return await RejectAsync(session, "length-too-large");
            }

            // Written, so that it is told before the file is there.
            _ = await sessions.ReplaceAsync(session with { LengthBytes = known }, CancellationToken.None);
            cache.Forget(session.Id);
            return (NextLook.Lost, null);
        }

        foreach (var partial in partials.Values.Where(partial => partial.State is not UploadState.Completed))
        {
            // All of it may be there and the commit still be missing: an instance died in between.
            var completed = partial.LengthBytes is null ? FailureCatalogue.LengthUnknown() : await completeUpload.RunAsync(partial.Id, CompletionRequest.Plain, CancellationToken.None);
            if (completed.Failure is not null)
            {
                return (default, new ConcatenationProgress(session, ConcatenationStep.Waiting));
            }
        }

        var sources = await SourcesAsync(session, partials);
        if (sources is null)
        {
            return await RejectAsync(session, "part-lost");
        }

        var plan = ConcatenationPlan.Make(sources, BlockLimits.MaxCommittedBlocks, Math.Min(limits.MaxChunkBytes * 9 / 4, admission.MaxBytesInFlight));
        return plan is null ? await RejectAsync(session, "too-many-chunks") : await CopyAsync(session, plan, startedAt, time);
    }

    private async Task<(NextLook Next, Outcome<ConcatenationProgress>? Ended)> CopyAsync(UploadSession session, IReadOnlyList<CopiedBlock> plan, long startedAt, TimeSpan time)
    {
        var listing = await blocks.ListAsync(session.Id, CancellationToken.None);
        var there = Ledger.Read(session.KnownLengthBytes, listing.Staged).Chunks.Select(block => (block.Range, block.Crc64)).ToHashSet();
        CopiedBlock[] missing = [.. plan.Where(block => !there.Contains((block.Range, block.Crc64)))];
        if (missing.Length == 0)
        {
            return (default, await CompleteAsync(session));
        }

        var lookedAt = clock.GetTimestamp();
        var (copied, lost, later) = (0, false, false);

        // Each instance begins elsewhere, so that two of them seldom copy the same.
        var first = (int)(instance.Value.Aggregate(0u, static (sum, letter) => (sum * 31) + letter) % (uint)missing.Length);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism };
        await Parallel.ForAsync(0, missing.Length, parallel, async (n, token) =>
        {
            if (Volatile.Read(ref lost) || Volatile.Read(ref later) || clock.GetElapsedTime(startedAt) >= time || clock.GetElapsedTime(lookedAt) >= LookAgainAfter)
            {
                return;
            }

            switch (await copyBlock.RunAsync(session.Id, missing[(first + n) % missing.Length], token))
            {
                case CopyResult.SourceLost:
                    Volatile.Write(ref lost, true);
                    break;
                case CopyResult.TryLater:
                    Volatile.Write(ref later, true);
                    break;
                default:
                    Interlocked.Increment(ref copied);
                    break;
            }
        });

        if (lost)
        {
            return await RejectAsync(session, "part-lost");
        }

        if (copied == missing.Length)
        {
            // The completion asks for the block list itself.
            return (default, await CompleteAsync(session));
        }

        return later || clock.GetElapsedTime(startedAt) >= time
            ? (default, new ConcatenationProgress(session, ConcatenationStep.Copying))
            : (NextLook.Again, null);
    }

    /// <summary>The files of the partial uploads; null where one is gone.</summary>
    private async Task<IReadOnlyList<ConcatenationSource>?> SourcesAsync(UploadSession session, IReadOnlyDictionary<UploadId, UploadSession> partials)
    {
        var sources = new Dictionary<UploadId, ConcatenationSource>();
        foreach (var (id, partial) in partials)
        {
            var listing = await blocks.ListAsync(id, CancellationToken.None);
            if (partial.LengthBytes > 0 && listing.Committed is null)
            {
                return null;
            }

            var ledger = Ledger.Read(partial.LengthBytes ?? 0, listing with { Staged = [] });
            if (ledger.BytesMissing > 0)
            {
                return null;
            }

            sources[id] = new ConcatenationSource(id, ledger.Chunks);
        }

        return [.. session.Parts.Select(id => sources[id])];
    }

    private async Task<Outcome<ConcatenationProgress>> CompleteAsync(UploadSession session)
    {
        var completed = await completeUpload.RunAsync(session.Id, CompletionRequest.Plain, CancellationToken.None);
        if (!completed.TryGet(out var ended, out var failure))
        {
            return failure;
        }

        await markConcatenated.RunAsync(ended, CancellationToken.None);
        return new ConcatenationProgress(ended, ConcatenationStep.Completed);
    }

    private async Task<(NextLook Next, Outcome<ConcatenationProgress>? Ended)> RejectAsync(UploadSession session, string code)
    {
        // The state first, as with every upload that is rejected: the sweep discards once more.
        var rejected = await sessions.ReplaceAsync(session.MoveTo(UploadState.Rejected, clock.GetUtcNow()) with { RejectedBecause = code }, CancellationToken.None);
        cache.Forget(session.Id);
        if (rejected is null)
        {
            return (NextLook.Lost, null);
        }

        CoreLog.UploadRejected(log, session.Id, code);
        await commits.DiscardAsync(session.Id, CancellationToken.None);
        return (default, OpenRule.Ended(rejected));
    }

    private enum NextLook
    {
        /// <summary>Time has passed, and more is to be copied.</summary>
        Again,

        /// <summary>The session was changed, by this run or by another one.</summary>
        Lost,
    }
}
