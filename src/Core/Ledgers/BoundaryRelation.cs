namespace SmartTransfer.Core.Ledgers;

/// <summary>What a block adds to what is known of the boundaries where it begins and ends.</summary>
internal enum BoundaryRelation
{
    /// <summary>Nothing related the two before.</summary>
    New,

    /// <summary>Other blocks say the same.</summary>
    Confirmed,

    /// <summary>Other blocks say something else.</summary>
    Contradicted,
}
