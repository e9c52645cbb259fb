using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Concatenation;

/// <summary>
/// Completes a final upload all of whose blocks are there, and notes in its partial uploads that they need not be kept for long
/// any more.
/// </summary>
public sealed class CompleteFinal(UploadSessions sessions, CompleteUpload completeUpload)
{
    private const int AtOnce = 16;

    /// <summary>Completes it, or notes what an earlier completion left unnoted.</summary>
    internal async Task<Outcome<ConcatenationProgress>> RunAsync(UploadId id, CancellationToken cancellationToken)
    {
        if (!(await completeUpload.RunAsync(id, CompletionRequest.Plain, cancellationToken)).TryGet(out var completed, out var failure))
        {
            return failure;
        }

        foreach (var some in completed.Parts.Distinct().Chunk(AtOnce))
        {
            await Task.WhenAll(some.Select(part => ReleaseAsync(part, id, cancellationToken)));
        }

        return new ConcatenationProgress(completed, ConcatenationStep.Completed);
    }

    private async Task ReleaseAsync(UploadId part, UploadId final, CancellationToken cancellationToken)
    {
        // Where another write came first the part stays unmarked, and is kept longer than it must; nothing else follows.
        var found = await sessions.FindAsync(part, cancellationToken);
        if (found is { Session: { State: UploadState.Completed } partial })
        {
            _ = await sessions.ReplaceAsync(
                partial with { ConcatenatedAt = sessions.Now, Holds = [.. partial.Holds.Where(hold => hold.Final != final)] },
                cancellationToken);
        }
    }
}
