using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Uploads;

/// <summary>
/// Files an upload in the expiry index before it is started: a session without an entry would never be swept, and what a start has
/// claimed that dies would stay for ever. An entry without a session costs one look.
/// </summary>
public sealed class FileStart(IExpiryIndex expiries, UploadListing listing, NewUploadRules rules)
{
    /// <summary>Files it, unless this attempt of its start has filed the same before.</summary>
    /// <param name="wanted">The upload.</param>
    /// <param name="blob">Its id, and the name of its blob as far as that is known.</param>
    /// <param name="now">When it is started.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async Task RunAsync(NewUpload wanted, UploadBlob blob, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var due = wanted.Role is UploadRole.Final ? ExpiryHour.Concatenations : ExpiryHour.Of(now + (wanted.Lifetime ?? rules.Lifetime));
        var entry = new ExpiryEntry(due, blob.Upload)
        {
            Opener = wanted.Opener,
            NameClaim = ClaimKey.OfShared(blob),
            StartClaim = wanted.Attempt?.Key,
            Listed = listing.IsKept ? new ListPlace(blob.Upload, wanted.Owner, now) : null,
        };
        if (wanted.Attempt?.Filed == entry)
        {
            return;
        }

        await expiries.FileAsync(entry, cancellationToken);
        if (wanted.Attempt is { } attempt)
        {
            attempt.Filed = entry;
        }
    }

    /// <summary>Removes the entry of an upload that is not started, because its key has another.</summary>
    internal Task UndoAsync(StartAttempt attempt, CancellationToken cancellationToken) =>
        attempt.Filed is { } entry ? expiries.RemoveAsync(entry, cancellationToken) : Task.CompletedTask;
}
