using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Concatenation;

/// <summary>
/// Removes a file, and with a file that was put together the parts that hold the same bytes, unless another final upload that is not
/// complete still needs them. What a request leaves of the parts goes in their time, by the sweep.
/// </summary>
public sealed class RemoveWithParts(RemoveFile removeFile, UploadSessions sessions)
{
    private const int AtOnce = 16;

    /// <summary>Removes it; again is success, and looks after the parts again.</summary>
    public async Task<Outcome<UploadSession>> RunAsync(NamedUpload upload, CancellationToken cancellationToken)
    {
        var outcome = await removeFile.RunAsync(upload, cancellationToken);
        if (outcome.TryGet(out var removed, out _))
        {
            await ReleaseAsync(removed, cancellationToken);
        }

        return outcome;
    }

    /// <summary>Removes the parts of a final upload whose file was removed; nothing for any other.</summary>
    internal async Task ReleaseAsync(UploadSession removed, CancellationToken cancellationToken)
    {
        foreach (var some in removed.Parts.Distinct().Chunk(AtOnce))
        {
            await Task.WhenAll(some.Select(part => RemovePartAsync(part, cancellationToken)));
        }
    }

    private async Task RemovePartAsync(UploadId part, CancellationToken cancellationToken)
    {
        if (await sessions.FindAsync(part, cancellationToken) is not
            { Session: { Role: UploadRole.Partial, State: UploadState.Completed or UploadState.Removed } partial } found)
        {
            return;
        }

        foreach (var hold in partial.Holds)
        {
            if (await hold.IsLiveAsync(sessions, cancellationToken))
            {
                return;
            }
        }

        // A hold that is taken meanwhile is a write that comes first, and then the part stays.
        await removeFile.TryAsync(found, cancellationToken);
    }
}
