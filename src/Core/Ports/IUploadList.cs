namespace SmartTransfer.Core.Ports;

/// <summary>
/// Lists uploads, each owner's and everybody's, the one that was started last first. Every method throws
/// <see cref="StorageUnavailableException"/> when trying again may help.
/// </summary>
public interface IUploadList
{
    /// <summary>
    /// Notes an upload in everybody's list, and in its owner's if it has one. Noting it again puts what is noted now in place of what was.
    /// </summary>
    Task NoteAsync(ListedUpload upload, CancellationToken cancellationToken);

    /// <summary>
    /// Reads a page. What it costs follows from the page, and not from how many uploads are listed: a page may have fewer uploads than
    /// were wanted, also none, and go on.
    /// </summary>
    /// <returns>The page; null where the continuation is not one that this list gave.</returns>
    Task<ListPage?> ReadAsync(ListQuery query, CancellationToken cancellationToken);

    /// <summary>Strikes an upload out of both lists. Striking out what is not there is success.</summary>
    Task RemoveAsync(ListPlace place, CancellationToken cancellationToken);
}
