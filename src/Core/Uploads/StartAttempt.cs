using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Core.Uploads;

/// <summary>
/// One attempt of a start under a key. Another may go on with the same upload at the same time: a client asks again while its first
/// request takes long, or has died. So an attempt that fails frees nothing that another one's upload may hold. Only the attempt that
/// claimed the key lets go of it, as it wrote it and before a session was written; whoever goes on with the upload writes the claim
/// anew first, and then that does nothing. What no attempt frees the sweep does, by the entry of the upload.
/// </summary>
/// <param name="claims">The claims.</param>
/// <param name="key">The claim of the key.</param>
public sealed class StartAttempt(IClaims claims, ClaimKey key)
{
    private Claim? _claimed;
    private Reach _reach;
    private bool? _isFree;

    private enum Reach
    {
        Key,
        More,
        Session,
    }

    /// <summary>The claim of the key.</summary>
    public ClaimKey Key => key;

    /// <summary>The entry by which the sweep finds the upload, once that is filed.</summary>
    internal ExpiryEntry? Filed { get; set; }

    /// <summary>It is this attempt that claimed the key.</summary>
    internal void Claimed(Claim held) => _claimed = held;

    /// <summary>From here on the upload may hold more than its key, which only the upload itself, or the sweep, finds again.</summary>
    internal void HoldsMore() => _reach = Reach.More;

    /// <summary>From here on its session may be there.</summary>
    internal void WritesSession() => _reach = Reach.Session;

    /// <summary>Its session was written, and the upload was given up at once, with the start: nothing came of it.</summary>
    internal void IsGivenUp() => _reach = Reach.More;

    /// <summary>Lets go of the key of a start that is refused, so that the same key may be used again at once.</summary>
    /// <returns>Whether nobody can go on with the upload: what else it holds is free then.</returns>
    internal Task<bool> RefusedAsync() => _reach is Reach.Session ? Task.FromResult(false) : LetGoAsync();

    /// <summary>The same for a start that broke off. One that holds more is gone on with under the key.</summary>
    internal Task BrokenOffAsync() => _reach is Reach.Key ? LetGoAsync() : Task.CompletedTask;

    private async Task<bool> LetGoAsync()
    {
        if (_claimed is { } held && _isFree is null)
        {
            // Where it stays the key is taken up again a little later, or the sweep removes it.
            _isFree = await claims.TryRemoveAsync(held, CancellationToken.None);
        }

        return _isFree ?? false;
    }
}
