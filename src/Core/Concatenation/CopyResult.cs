namespace SmartTransfer.Core.Concatenation;

/// <summary>What came of copying a block.</summary>
internal enum CopyResult
{
    /// <summary>The block is staged.</summary>
    Copied,

    /// <summary>Not now: there is no memory for it, or the source's file was touched while it was read.</summary>
    TryLater,

    /// <summary>The source's file is gone, or does not hold the bytes that its blocks say.</summary>
    SourceLost,
}
