namespace SmartTransfer.Testing.Hosts;

/// <summary>What a relay does with a request or its answer.</summary>
public enum RelayVerdict
{
    /// <summary>Hands it on.</summary>
    Pass,

    /// <summary>Breaks the client's connection.</summary>
    Drop,

    /// <summary>Answers 503 in the server's place. Of an answer this is the same as <see cref="Drop"/>.</summary>
    Unavailable,
}
