namespace SmartTransfer.Core.Sessions;

/// <summary>What happens to an upload that others are told of.</summary>
public enum UploadEventKind
{
    /// <summary>It was started.</summary>
    Started = 0,

    /// <summary>Its file is there, whole and verified.</summary>
    Completed = 1,

    /// <summary>Its client gave it up.</summary>
    Cancelled = 2,

    /// <summary>Nobody touched it for its lifetime.</summary>
    Expired = 3,

    /// <summary>The file could not be what was promised.</summary>
    Rejected = 4,

    /// <summary>Its file, which was complete, is removed.</summary>
    FileRemoved = 5,
}
