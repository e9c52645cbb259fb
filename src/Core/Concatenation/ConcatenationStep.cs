namespace SmartTransfer.Core.Concatenation;

/// <summary>What a final upload waits for.</summary>
public enum ConcatenationStep
{
    /// <summary>Not all of its partial uploads are complete, or its client has no bytes left for today.</summary>
    Waiting = 0,

    /// <summary>Others of this process work on it, or on so many others that there was no turn for it.</summary>
    Underway = 1,

    /// <summary>Some bytes were copied, and others are left.</summary>
    Copying = 2,

    /// <summary>Bytes are to be copied, and not one block could be.</summary>
    Stuck = 3,

    /// <summary>Nothing: the file is there.</summary>
    Completed = 4,
}
