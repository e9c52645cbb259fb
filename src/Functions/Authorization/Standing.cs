namespace SmartTransfer.Functions.Authorization;

/// <summary>What the token of a request is worth.</summary>
public enum Standing
{
    /// <summary>No tokens are asked for.</summary>
    Unasked = 0,

    /// <summary>There is none.</summary>
    Unnamed = 1,

    /// <summary>It was right in every way, and its time is over.</summary>
    Expired = 2,

    /// <summary>It is right in every way.</summary>
    Valid = 3,
}
