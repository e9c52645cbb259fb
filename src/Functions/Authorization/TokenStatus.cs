namespace SmartTransfer.Functions.Authorization;

/// <summary>How far the token of a request can be relied on.</summary>
public enum TokenStatus
{
    /// <summary>No tokens are asked for.</summary>
    Unasked = 0,

    /// <summary>The request has no token.</summary>
    Unnamed = 1,

    /// <summary>It was valid but has expired.</summary>
    Expired = 2,

    /// <summary>It is valid.</summary>
    Valid = 3,
}
