namespace SmartTransfer.Functions.Composition;

/// <summary>What the host in front of the functions hands on to them.</summary>
/// <param name="HandsTrailersOn">Whether the trailers of a chunked request body reach the function. The Functions host forwards requests with an HTTP client that has none to send, so there they are lost.</param>
public sealed record HostAbilities(bool HandsTrailersOn)
{
    /// <summary>A host that hands everything on.</summary>
    public static HostAbilities All { get; } = new(HandsTrailersOn: true);

    /// <summary>The Azure Functions host.</summary>
    public static HostAbilities OfFunctionsHost { get; } = new(HandsTrailersOn: false);
}
