namespace SmartTransfer.Core.Sessions;

/// <summary>The legal moves between the states of an upload session; there are no others.</summary>
public static class UploadMoves
{
    /// <summary>
    /// Open -> Committing | Cancelled | Expired | Rejected, the last only for final uploads whose parts are lost; Committing ->
    /// Completed | Rejected; Completed -> Removed, which only <c>RemoveFile</c> does, and Completed ->
    /// Expired, which only the sweep does, to partial uploads. The other states are final. Committing is a state of its own so
    /// that cancel and complete cannot both win.
    /// </summary>
    public static bool IsLegal(UploadState from, UploadState to) => (from, to) switch
    {
        (UploadState.Open, UploadState.Committing) => true,
        (UploadState.Open, UploadState.Cancelled) => true,
        (UploadState.Open, UploadState.Expired) => true,
        (UploadState.Open, UploadState.Rejected) => true,
        (UploadState.Committing, UploadState.Completed) => true,
        (UploadState.Committing, UploadState.Rejected) => true,
        (UploadState.Completed, UploadState.Removed) => true,
        (UploadState.Completed, UploadState.Expired) => true,
        _ => false,
    };

    /// <summary>What others are told of a legal move; null for nothing.</summary>
    public static UploadEventKind? Tell(UploadState from, UploadState to) => (from, to) switch
    {
        (UploadState.Completed, _) => UploadEventKind.FileRemoved,
        (_, UploadState.Completed) => UploadEventKind.Completed,
        (_, UploadState.Cancelled) => UploadEventKind.Cancelled,
        (_, UploadState.Expired) => UploadEventKind.Expired,
        (_, UploadState.Rejected) => UploadEventKind.Rejected,
        _ => null,
    };

    /// <summary>Whether the upload ended and has no file: what is left of it is a tombstone that the sweep removes.</summary>
    public static bool IsTombstone(UploadState state) =>
        state is UploadState.Cancelled or UploadState.Expired or UploadState.Rejected or UploadState.Removed;
}
