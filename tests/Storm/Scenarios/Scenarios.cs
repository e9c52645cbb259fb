namespace SmartTransfer.Storm.Scenarios;

/// <summary>The mix of which a storm consists.</summary>
internal static class Scenarios
{
    private static readonly Func<StormSite, Scenario>[] Mix =
    [
        site => new NativeUpload(site),
        site => new StreamUpload(site),
        site => new StreamVersions(site),
        site => new NativeVersions(site),
        site => new Concatenation(site),
        site => new StreamUpload(site),
        site => new NativeUpload(site),
        site => new StreamVersions(site),
        site => new CancelledOrCompleted(site),
        site => new BothDialects(site),
        site => new RemovedFile(site),
        site => new RejectedFile(site),
    ];

    /// <summary>The scenario of an upload.</summary>
    public static Scenario Of(StormSite site) => Mix[site.Number % Mix.Length](site);
}
