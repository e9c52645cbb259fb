namespace SmartTransfer.Bench.Links;

/// <summary>What befalls a connection.</summary>
internal enum Fault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is closed from the way.</summary>
    Reset,

    /// <summary>It carries nothing any more and is not closed.</summary>
    Stall,
}
