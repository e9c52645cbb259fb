namespace SmartTransfer.Testing.Hosts;

/// <summary>A request that came to a relay.</summary>
/// <param name="Service">The service in front of which the relay stands.</param>
/// <param name="Method">The request's method.</param>
/// <param name="Target">Path and query.</param>
public sealed record RelayedRequest(string Service, string Method, string Target)
{
    /// <summary>Whether this is Put Block.</summary>
    public bool StagesBlock => Method == "PUT" && Target.Contains("comp=block&", StringComparison.Ordinal);

    /// <summary>Whether this is Put Block List.</summary>
    public bool CommitsBlocks => Method == "PUT" && Target.EndsWith("comp=blocklist", StringComparison.Ordinal);
}
