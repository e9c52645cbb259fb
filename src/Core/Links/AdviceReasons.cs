using System.Globalization;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;

namespace SmartTransfer.Core.Links;

/// <summary>Says in words and numbers why the advice is what it is.</summary>
public static class AdviceReasons
{
    /// <summary>The reasons, one sentence each: the rate, the failures, the size, the connections, the retries.</summary>
    /// <param name="estimate">What the advice rests on.</param>
    /// <param name="advice">The advice.</param>
    /// <param name="counters">What was counted.</param>
    /// <param name="options">The tiers and limits.</param>
    public static IReadOnlyList<string> Of(
        LinkEstimate estimate, TransferAdvice advice, NetworkCounters counters, NetworkOptions options) =>
    [
        Rate(estimate),
        Failures(estimate, advice),
        Size(estimate, advice, counters, options),
        Connections(advice, counters),
        string.Create(
            CultureInfo.InvariantCulture,
            $"Retry a failed chunk up to {advice.MaxRetries} times: on such a link, that many failures in a row happen by chance only "
            + $"once in {1 / RetryAdvice.BadLuck:0} times."),
    ];

    /// <summary>What is remembered of a client across its uploads.</summary>
    /// <param name="client">The client; null for one that cannot be known again.</param>
    /// <param name="profile">What is remembered of it; null when nothing is.</param>
    /// <param name="start">What a new upload of it starts from.</param>
    public static string Memory(ClientKey? client, NetworkProfile? profile, LinkEstimate start) => (client, profile) switch
    {
        (null, _) => "The service cannot recognise you: the request has neither an id (Transfer-Client) nor an address.",
        (_, null) => "The service remembers nothing about you.",
        _ =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"Number of your uploads that have ended: {profile.Sessions}. A new one starts from what was known at "
                + $"{profile.Total.Evidence.At:u}; this weighs as much as {start.Attempts:0.0} attempts of its own, and less with "
                + $"every day."),
    };

    /// <summary>What an upload started from; no sentence where nothing was known.</summary>
    /// <param name="known">What was known of the client when it started.</param>
    public static IEnumerable<string> Start(NetworkCounters known) => known.Evidence.Attempts > 0
        ? [string.Create(
            CultureInfo.InvariantCulture,
            $"The client was known when the upload started: what was remembered about its link counted as "
            + $"{known.Evidence.Attempts:0.0} attempts until new attempts outweighed it.")]
        : [];

    private static string Rate(LinkEstimate estimate) => estimate switch
    {
        { ConnectionBytesPerSecond: { } rate, Source: TimeSource.Reported } =>
            string.Create(CultureInfo.InvariantCulture, $"One connection moves {rate:0} bytes/s, as the client reports."),
        { ConnectionBytesPerSecond: { } rate, Source: TimeSource.Streamed } =>
            string.Create(CultureInfo.InvariantCulture, $"One connection moves {rate:0} bytes/s, measured while bodies arrived."),
        { ConnectionBytesPerSecond: { } rate } =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"One connection moves {rate:0} bytes/s: the bytes of confirmed chunks, divided by the time between them and by the "
                + $"advised number of connections."),
        _ => "No rate is known yet: nothing has been confirmed, or only within less than a tenth of a second.",
    };

    private static string Failures(LinkEstimate estimate, TransferAdvice advice) => estimate.SuccessRate is { } share
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"Of {estimate.Attempts:0.0} recent attempts {share:P0} got through, and {estimate.BestChance:P0} would do so at the best "
            + $"size, so the link is {Name(advice.Stability)}; a failure is expected every {1 / estimate.FailuresPerSecond:0} s of "
            + $"transfer.")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"No attempt has been seen yet; until then the service expects a failure every {1 / estimate.FailuresPerSecond:0} s of "
            + $"transfer.");

    private static string Size(LinkEstimate estimate, TransferAdvice advice, NetworkCounters counters, NetworkOptions options)
    {
        var sharers = Math.Min(counters.Steering.Sharers, advice.Parallelism);
        var wanted = ChunkSize.Wanted(estimate, advice.Stability, sharers, counters.Steering.Keeps, options);
        var why = estimate switch
        {
            _ when counters.Steering.Keeps =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"What has arrived of a body is kept if it breaks, so bodies may be as long as a minute carries: {wanted:0} bytes"),
            { GoodputBytesPerSecond: not null, Attempts: >= ChunkSize.MinAttempts } =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A chunk costs {estimate.OverheadSeconds:0.00} s besides its transfer, and {sharers} are sent at once; then chunks "
                    + $"of {wanted:0} bytes lose the least time to failures and overhead together"),
            _ =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Too little is known to weigh failures against overhead, so the tier decides: {Name(advice.Tier)}, {wanted:0} bytes"),
        };
        var then = advice.ChunkBytes switch
        {
            var bytes when bytes == advice.MaxChunkBytes && wanted > bytes =>
                string.Create(CultureInfo.InvariantCulture, $"; the service accepts at most {bytes}."),
            var bytes when bytes == advice.MinChunkBytes && wanted < bytes =>
                string.Create(CultureInfo.InvariantCulture, $"; a file of this length needs chunks of at least {bytes}."),
            var bytes when counters.Steering.ChunkBytes == bytes =>
                string.Create(CultureInfo.InvariantCulture, $"; the advice stays at {bytes} until that differs by more than half."),
            var bytes => string.Create(CultureInfo.InvariantCulture, $"; the advice is {bytes}."),
        };
        return why + then;
    }

    private static string Connections(TransferAdvice advice, NetworkCounters counters)
    {
        var search = counters.Steering.Parallelism;
        return advice switch
        {
            { Stability: LinkStability.Unstable } => "An unstable link gets one connection.",
            _ when search.Before is { } before =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{advice.Parallelism} connections are being tried: with one fewer, all of them together moved {before:0} bytes/s."),
            _ =>
                string.Create(
                    CultureInfo.InvariantCulture, $"{advice.Parallelism} connections: one more did not help, or has not been tried yet."),
        };
    }

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
