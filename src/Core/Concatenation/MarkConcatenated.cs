using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Concatenation;

/// <summary>Notes in partial uploads that a final one that they are part of is complete: they need not be kept for long any more.</summary>
public sealed class MarkConcatenated(ISessionStore sessions, TimeProvider clock)
{
    /// <summary>Notes it. What another write forestalls stays unmarked, and is kept longer than it must; nothing else follows.</summary>
    public async Task RunAsync(UploadSession final, CancellationToken cancellationToken)
    {
        foreach (var id in final.Parts.Distinct())
        {
            if (await sessions.FindAsync(id, cancellationToken) is { Session: { State: UploadState.Completed, ConcatenatedAt: null } partial })
            {
                _ = await sessions.ReplaceAsync(partial with { ConcatenatedAt = clock.GetUtcNow() }, cancellationToken);
            }
        }
    }
}
