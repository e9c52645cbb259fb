using System.Collections.Concurrent;
using System.Diagnostics;
using SmartTransfer.Storm.Events;
using SmartTransfer.Storm.Hosts;
using SmartTransfer.Storm.Judging;
using SmartTransfer.Storm.Scenarios;
using SmartTransfer.Testing.Hosts;
using SmartTransfer.Testing.Inspection;

namespace SmartTransfer.Storm;

/// <summary>A storm from its beginning to the last sweep, in a container and tables of its own.</summary>
/// <param name="connectionString">Storage.</param>
/// <param name="seed">What decides everything that is left to chance.</param>
internal sealed class StormRound(string connectionString, int seed)
{
    // An hour of the calendar is six seconds.
    private const int CalendarSpeed = 600;

    // Only bounds a failure: an upload that takes so long never ends.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    // Far less than a tombstone is kept: no record comes and goes unseen.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(20);

    private static readonly Dictionary<string, string> InstanceSettings = new()
    {
        ["SmartTransfer__Sessions__Lifetime"] = "05:00:00",
        ["SmartTransfer__Sessions__CacheLifetime"] = "00:01:00",

        // Three minutes: a chunk that is staged late is staged in time as it is, with the whole time of a storage call.
        ["SmartTransfer__Sweep__TombstoneLifetime"] = "1.06:00:00",
        ["SmartTransfer__Concatenation__PartialLifetime"] = "20:00:00",
        ["SmartTransfer__Concatenation__RequestTime"] = "00:00:01",
        ["SmartTransfer__Network__ProfileLifetime"] = "1.00:00:00",
        ["SmartTransfer__Network__FlushNotBefore"] = "00:05:00",
        ["SmartTransfer__Network__ClientKeySecret"] = "no secret, for these are tests: 0123456789",
        ["SmartTransfer__Streams__BlockBytes"] = "65536",
        ["SmartTransfer__Streams__StallTimeout"] = "00:00:05",
        ["SmartTransfer__Retry__MaxRetries"] = "1",
        ["SmartTransfer__Retry__BaseDelay"] = "00:00:00.020",
        ["SmartTransfer__Retry__MaxDelay"] = "00:00:00.200",
        ["SmartTransfer__Retry__BreakerMinimumTries"] = "10000",

        // Nothing is set aside because of the storm: this is 72 minutes.
        ["SmartTransfer__Events__GiveUpAfter"] = "30.00:00:00",
        ["SmartTransfer__Events__SendTimeout"] = "00:00:01",
    };

    private readonly string _name = $"storm{Guid.NewGuid():n}";

    /// <summary>What is wrong, each with the story of the upload.</summary>
    public IReadOnlyList<string> Findings { get; private set; } = [];

    /// <summary>Lets it storm over so many uploads.</summary>
    public async Task<StormFigures> RunAsync(int uploads, int atOnce)
    {
        var clock = FastClock.StartedNow(CalendarSpeed);
        var weather = new StormWeather(seed);
        var receiverWeather = new ReceiverWeather(seed);
        await using var receiver = await EventReceiver.StartAsync(receiverWeather);
        var stored = new StoredUploads(connectionString, _name, _name);
        var records = new UploadRecords(stored);
        ConcurrentBag<Scenario> scenarios = [];
        int kills;
        string[] crashes;
        await using (var fleet = await Fleet.StartAsync(SettingsOf(clock, receiver, "*/4 * * * * *", "*/2 * * * * *"), weather, seed))
        {
            fleet.Storm();
            using var over = new CancellationTokenSource();
            var watching = records.WatchAsync(LookEvery, over.Token);
            await SendAsync(fleet, scenarios, uploads, atOnce);
            await over.CancelAsync();
            await watching;
            receiverWeather.Calm();
            await fleet.CalmAsync();
            kills = fleet.Kills;
            crashes = [.. fleet.Crashes];
        }

        try
        {
            // The timers run in the last host when they are called, and are waited for: a clock that moves would time their calls out.
            var end = new StormEnd(stored, scenarios, receiver, records);
            var figures = await end.SweepAndJudgeAsync(
                SettingsOf(clock, receiver, sweep: "0 0 0 1 1 *", others: "0 0 0 1 1 *").All(), clock.GetUtcNow());
            Findings = [.. end.Findings, .. crashes.Select(line => $"An instance ended by itself: {line}")];
            return figures with
            {
                Kills = kills,
                Unavailable = weather.Unavailable,
                LostRequests = weather.LostRequests,
                LostAnswers = weather.LostAnswers,
            };
        }
        finally
        {
            await stored.DropAsync();
        }
    }

    private async Task SendAsync(Fleet fleet, ConcurrentBag<Scenario> scenarios, int uploads, int atOnce)
    {
        var startedAt = Stopwatch.GetTimestamp();
        using var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false };
        using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        await Parallel.ForAsync(0, uploads, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (number, _) =>
        {
            using var ending = new CancellationTokenSource(Patience);
            var scenario = Scenarios.Scenarios.Of(
                new StormSite(http, fleet, number, unchecked((seed * 1_000_003) + number), startedAt, ending.Token));
            scenarios.Add(scenario);
            await scenario.RunAsync();
        });
    }

    private HostSettings SettingsOf(FastClock clock, EventReceiver receiver, string sweep, string others) => new()
    {
        ConnectionString = connectionString,
        ContainerName = _name,
        TablePrefix = _name,
        AssemblyName = "SmartTransfer.Storm.dll",
        More = new Dictionary<string, string>([.. InstanceSettings, .. receiver.Settings])
        {
            [FastClock.Variable] = clock.ToString(),
            ["SweepSchedule"] = sweep,
            ["ConcatenateSchedule"] = others,
            ["EventsSchedule"] = others,
        },
    };
}
