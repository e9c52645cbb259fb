using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Concatenation;

/// <summary>
/// Puts a final upload together: copies the blocks of its partial uploads as blocks of its own, and completes it once all
/// are there.
/// </summary>
/// <remarks>
/// Put Block List commits blocks of one blob alone, and partial uploads are blobs of their own, since nobody knows at their
/// start what they will be part of. So their blocks are copied, by storage itself where it can.
/// </remarks>
public sealed class AssembleFinal(
    UploadSessions sessions,
    GatherParts gatherParts,
    NoteLength noteLength,
    CopyParts copyParts,
    CompleteFinal completeFinal,
    RejectUpload rejectUpload,
    TimeProvider clock)
{
    /// <summary>Works until the file is there, or there is nothing to do, or the time is over.</summary>
    /// <param name="id">The final upload.</param>
    /// <param name="time">How long to copy. Looking at the parts comes on top of it.</param>
    internal async Task<Outcome<ConcatenationProgress>> RunAsync(UploadId id, TimeSpan time)
    {
        var startedAt = clock.GetTimestamp();

        // Made once a run: what it says of complete parts stays true as long as they are there, and copying shows when one is not.
        IReadOnlyList<CopiedBlock>? plan = null;
        Outcome<ConcatenationProgress> outcome;
        var copiedBefore = false;
        bool again;
        do
        {
            again = false;
            outcome = await sessions.ChangeAsync<ConcatenationProgress>(id, LookAsync, CancellationToken.None);
        }
        while (again && clock.GetElapsedTime(startedAt) < time);

        return outcome is { Failure: null, Value.Step: ConcatenationStep.Stuck } && copiedBefore
            ? outcome.Value with { Step = ConcatenationStep.Copying }
            : outcome;

        async Task<Outcome<ConcatenationProgress>?> LookAsync(StoredSession found)
        {
            var session = found.Session;
            if (session.State is UploadState.Committing or UploadState.Completed)
            {
                return session.State is UploadState.Completed
                    ? new ConcatenationProgress(session, ConcatenationStep.Completed)
                    : await completeFinal.RunAsync(id, CancellationToken.None);
            }

            if (session.State is not UploadState.Open)
            {
                return OpenRule.Ended(session);
            }

            if (session.Role is not UploadRole.Final)
            {
                return new ConcatenationProgress(session, ConcatenationStep.Waiting);
            }

            if (plan is null)
            {
                var parts = await gatherParts.RunAsync(session, CancellationToken.None);
                if (parts.LengthBytes is { } length)
                {
                    if (await noteLength.RunAsync(session, length) is not { } refused)
                    {
                        return null;
                    }

                    parts = refused;
                }

                if (parts.RejectedBecause is { } because)
                {
                    return await RejectAsync(session, because);
                }

                if (parts.Plan is null)
                {
                    return new ConcatenationProgress(session, ConcatenationStep.Waiting);
                }

                plan = parts.Plan;

                // A plan of many parts takes a while, and time spent on plans alone would never come to an end.
                startedAt = clock.GetTimestamp();
            }

            var copied = await copyParts.RunAsync(session, plan, time - clock.GetElapsedTime(startedAt));
            copiedBefore |= copied is CopyProgress.Partly or CopyProgress.TryLater;
            again = copied is CopyProgress.Partly;
            return copied switch
            {
                CopyProgress.Whole => await completeFinal.RunAsync(id, CancellationToken.None),
                CopyProgress.SourceLost => await RejectAsync(session, RejectionReasons.PartLost),
                CopyProgress.Stuck => new ConcatenationProgress(session, ConcatenationStep.Stuck),
                _ => new ConcatenationProgress(session, ConcatenationStep.Copying),
            };
        }
    }

    private async Task<Outcome<ConcatenationProgress>?> RejectAsync(UploadSession session, string because) =>
        await rejectUpload.RunAsync(session, because, null, CancellationToken.None) is { } rejected
            ? OpenRule.Ended(rejected)
            : (Outcome<ConcatenationProgress>?)null;
}
