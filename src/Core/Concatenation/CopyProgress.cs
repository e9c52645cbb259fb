namespace SmartTransfer.Core.Concatenation;

/// <summary>How far copying the blocks of a final upload came.</summary>
internal enum CopyProgress
{
    /// <summary>All blocks are there.</summary>
    Whole,

    /// <summary>Some are still to be copied.</summary>
    Partly,

    /// <summary>Some were copied; the rest not now: there is no memory, or what is copied from was just replaced.</summary>
    TryLater,

    /// <summary>The same, and not one was copied.</summary>
    Stuck,

    /// <summary>What is to be copied is not there any more.</summary>
    SourceLost,
}
