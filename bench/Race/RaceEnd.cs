namespace SmartTransfer.Bench.Race;

/// <summary>How a run ended.</summary>
internal enum RaceEnd
{
    /// <summary>The client said that it was done, and what is stored is the file.</summary>
    Whole,

    /// <summary>The client said that it was done, and something else is stored, or nothing.</summary>
    Wrong,

    /// <summary>The client gave up.</summary>
    GivenUp,

    /// <summary>The client was still at it when its time was over.</summary>
    Late,
}
