using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Ports;

/// <summary>
/// Turns staged blocks into a file, or into nothing. Every method throws <see cref="StorageUnavailableException"/> when trying
/// again may help.
/// </summary>
public interface ICommitStore
{
    /// <summary>
    /// Commits a list of blocks (Put Block List with If-None-Match: *): all of them at once or nothing. Committing the same
    /// list again is <see cref="CommitOutcome.Committed"/> too: on 409 or InvalidBlockList the list is read back and compared. A file
    /// that is another's is <see cref="CommitOutcome.OtherContent"/> whatever it holds.
    /// </summary>
    /// <param name="session">
    /// The session with its <see cref="UploadSession.File"/>, which goes into the blob's headers and metadata.
    /// </param>
    /// <param name="blocks">The blocks in the file's order; none for an empty file.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<CommitOutcome> CommitAsync(UploadSession session, IReadOnlyList<BlockId> blocks, CancellationToken cancellationToken);

    /// <summary>
    /// Discards an upload's staged blocks and its file, if any. Discarding nothing is success. A file under the name that is another's
    /// stays as it is, and so do blocks that are staged beside it, which nobody can tell apart from its own.
    /// </summary>
    Task DiscardAsync(UploadBlob blob, CancellationToken cancellationToken);
}
