using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Concatenation;

/// <summary>Completes a final upload all of whose blocks are there, and notes in its partial uploads that they need not be kept for long any more.</summary>
public sealed class CompleteFinal(UploadSessions sessions, CompleteUpload completeUpload)
{
    /// <summary>Completes it, or notes what an earlier completion left unnoted.</summary>
    internal async Task<Outcome<ConcatenationProgress>> RunAsync(UploadId id, CancellationToken cancellationToken)
    {
        if (!(await completeUpload.RunAsync(id, CompletionRequest.Plain, cancellationToken)).TryGet(out var completed, out var failure))
        {
            return failure;
        }

        foreach (var part in completed.Parts.Distinct())
        {
            // Where another write came first the part stays unmarked, and is kept longer than it must; nothing else follows.
            if (await sessions.FindAsync(part, cancellationToken) is { Session: { State: UploadState.Completed, ConcatenatedAt: null } partial })
            {
                _ = await sessions.ReplaceAsync(partial with { ConcatenatedAt = sessions.Now }, cancellationToken);
            }
        }

        return new ConcatenationProgress(completed, ConcatenationStep.Completed);
    }
}
