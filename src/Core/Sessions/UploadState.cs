namespace SmartTransfer.Core.Sessions;

/// <summary>Where an upload session stands. The legal moves are in <see cref="UploadMoves"/>.</summary>
public enum UploadState
{
    /// <summary>Chunks are taken.</summary>
    Open = 0,

    /// <summary>The list of blocks is fixed and is being committed; whoever finds this state finishes the commit.</summary>
    Committing = 1,

    /// <summary>The file is there, whole and verified.</summary>
    Completed = 2,

    /// <summary>The client gave the upload up.</summary>
    Cancelled = 3,

    /// <summary>Nobody touched the upload for its lifetime.</summary>
    Expired = 4,

    /// <summary>The commit could not give the file that was promised: its digest differed, or its blocks were gone.</summary>
    Rejected = 5,

    /// <summary>The file was there, and was removed.</summary>
    Removed = 6,
}
