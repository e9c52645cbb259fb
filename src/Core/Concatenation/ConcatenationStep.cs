namespace SmartTransfer.Core.Concatenation;

/// <summary>What a final upload waits for.</summary>
public enum ConcatenationStep
{
    /// <summary>Not all of its partial uploads are complete.</summary>
    Waiting = 0,

    /// <summary>Bytes are still to be copied, or the commit to be finished.</summary>
    Copying = 1,

    /// <summary>Nothing: the file is there.</summary>
    Completed = 2,
}
