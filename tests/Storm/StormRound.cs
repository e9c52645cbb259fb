using System.Collections.Concurrent;
using System.Diagnostics;
using SmartTransfer.EndToEnd;
using SmartTransfer.Storm.Hosts;
using SmartTransfer.Storm.Judging;
using SmartTransfer.Storm.Scenarios;
using SmartTransfer.Testing.Hosts;
using SmartTransfer.Testing.Inspection;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Storm;

/// <summary>A storm from its beginning to the last sweep, in a container and tables of its own.</summary>
/// <param name="connectionString">Storage.</param>
/// <param name="seed">What decides everything that is left to chance.</param>
internal sealed class StormRound(string connectionString, int seed)
{
    // An hour of the calendar is six seconds.
    private const int CalendarSpeed = 600;
    private const int LastHours = 24 * 40;

    // Only bounds a failure: an upload that takes so long never ends.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

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
    };

    private readonly string _name = $"storm{Guid.NewGuid():n}";

    /// <summary>What is wrong, each with the story of the upload.</summary>
    public IReadOnlyList<string> Findings { get; private set; } = [];

    /// <summary>Lets it storm over so many uploads.</summary>
    public async Task<StormFigures> RunAsync(int uploads, int atOnce)
    {
        var clock = FastClock.StartedNow(CalendarSpeed);
        var weather = new StormWeather(seed);
        ConcurrentBag<Scenario> scenarios = [];
        int kills;
        string[] crashes;
        await using (var fleet = await Fleet.StartAsync(SettingsOf(clock, "*/4 * * * * *", "*/2 * * * * *"), weather, seed))
        {
            fleet.Storm();
            await SendAsync(fleet, scenarios, uploads, atOnce);
            await fleet.CalmAsync();
            kills = fleet.Kills;
            crashes = [.. fleet.Crashes];
        }

        var stored = new StoredUploads(connectionString, _name, _name);
        try
        {
            var figures = await SweepAndJudgeAsync(stored, clock, scenarios);
            Findings = [.. Findings, .. crashes.Select(line => $"An instance ended by itself: {line}")];
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

    /// <summary>Sweeps hour by hour until nothing is due any more, then looks at all that is there.</summary>
    private async Task<StormFigures> SweepAndJudgeAsync(StoredUploads stored, FastClock clock, IReadOnlyCollection<Scenario> scenarios)
    {
        // A whole second: timers know nothing finer than a millisecond, and this clock does not get past a rest on its own.
        var last = new ManualTimeProvider(DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds() + 1));
        // Both timers run here when they are called, and are waited for: a clock that moves meanwhile would time their calls out.
        var settings = SettingsOf(clock, sweep: "0 0 0 1 1 *", concatenate: "0 0 0 1 1 *");
        await using var host = await SweepingHost.StartAsync(settings.All(), last);
        var inventory = new Inventory(stored, host.Client);
        for (var hour = 0; hour < LastHours && (await inventory.LeftoversAsync()).Count > 0; hour++)
        {
            last.Advance(TimeSpan.FromHours(1));
            _ = await host.ConcatenateAsync();
            _ = await host.SweepAsync();
        }

        var figures = await inventory.JudgeAsync(scenarios);
        Findings = inventory.Findings;
        return figures;
    }

    private HostSettings SettingsOf(FastClock clock, string sweep, string concatenate) => new()
    {
        ConnectionString = connectionString,
        ContainerName = _name,
        TablePrefix = _name,
        AssemblyName = "SmartTransfer.Storm.dll",
        More = new Dictionary<string, string>(InstanceSettings)
        {
            [FastClock.Variable] = clock.ToString(),
            ["SweepSchedule"] = sweep,
            ["ConcatenateSchedule"] = concatenate,
            ["EventsSchedule"] = concatenate,
        },
    };
}
