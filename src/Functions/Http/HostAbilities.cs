namespace SmartTransfer.Functions.Http;

/// <summary>What the host in front of the functions does for them.</summary>
/// <param name="HandsTrailersOn">
/// Whether the trailers of a chunked request body reach the function. The Functions host forwards requests with an HTTP client
/// that has none to send, so there they are lost.
/// </param>
/// <param name="RunsTimersAtStart">
/// Whether it runs timers when it starts too, where that is wanted. The Functions host does not; the local host does, unless
/// LocalHost:RunTimersAtStart says otherwise.
/// </param>
/// <param name="ReachesOneInstance">
/// Whether a request to the app's address reaches this instance and no other, so that it can be asked what it has counted. The
/// Functions host in Azure has many behind one address.
/// </param>
public sealed record HostAbilities(bool HandsTrailersOn, bool RunsTimersAtStart, bool ReachesOneInstance)
{
    /// <summary>The longest body that it takes, in bytes; null where there is no limit.</summary>
    public long? MaxBodyBytes { get; init; }

    /// <summary>A host that does everything.</summary>
    public static HostAbilities All { get; } = new(HandsTrailersOn: true, RunsTimersAtStart: true, ReachesOneInstance: true);

    /// <summary>The Azure Functions host.</summary>
    public static HostAbilities OfFunctionsHost { get; } = new(HandsTrailersOn: false, RunsTimersAtStart: false, ReachesOneInstance: false)
    { MaxBodyBytes = 100 * 1024 * 1024 };
}
