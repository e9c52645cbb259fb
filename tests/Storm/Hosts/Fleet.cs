using SmartTransfer.Testing.Hosts;

namespace SmartTransfer.Storm.Hosts;

/// <summary>
/// Several instances on one storage, each behind a proxy that makes its calls fail, each killed and started again at random.
/// </summary>
internal sealed class Fleet : IAsyncDisposable
{
    private const int Instances = 3;
    private const int ShortestLifeMs = 1500;
    private const int LongestLifeMs = 9000;
    private const int LongestPauseMs = 1500;

    private readonly List<Instance> _instances = [];
    private readonly CancellationTokenSource _calm = new();
    private readonly StormWeather _weather;
    private readonly int _seed;
    private Task _storming = Task.CompletedTask;

    private Fleet(StormWeather weather, int seed) => (_weather, _seed) = (weather, seed);

    /// <summary>How often an instance was killed.</summary>
    public int Kills { get; private set; }

    /// <summary>What instances wrote that ended by themselves.</summary>
    public IEnumerable<string> Crashes => _instances.SelectMany(instance => instance.Crashes);

    /// <summary>Starts all instances.</summary>
    public static async Task<Fleet> StartAsync(HostSettings settings, StormWeather weather, int seed)
    {
        var fleet = new Fleet(weather, seed);
        try
        {
            for (var n = 0; n < Instances; n++)
            {
                // The first hands bodies on as the Functions host does.
                var own = settings with { Bodies = n == 0 ? "functions" : "stream" };
                var storage = new StorageProxy(settings.ConnectionString);
                var instance = new Instance(() => own, storage);
                fleet._instances.Add(instance);
                storage.Obey((request, moment) => weather.Judge(request, moment, instance.Kill));
            }

            await Task.WhenAll(fleet._instances.Select(instance => instance.StartAsync()));
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>One of the addresses; whether a process listens there nobody knows.</summary>
    public Uri Any(Random random) => _instances[random.Next(Instances)].Address;

    /// <summary>Begins to kill.</summary>
    public void Storm() => _storming = Task.WhenAll(_instances.Select((instance, n) => StormAsync(instance, new Random(_seed + n))));

    /// <summary>Ends the storm: no faults and no kills any more, and all instances run.</summary>
    public async Task CalmAsync()
    {
        _weather.Calm();
        await _calm.CancelAsync();
        await _storming;
        Kills = _instances.Sum(instance => instance.Kills);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _calm.CancelAsync();
        await _storming.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var instance in _instances)
        {
            await instance.DisposeAsync();
        }

        _calm.Dispose();
    }

    private async Task StormAsync(Instance instance, Random random)
    {
        while (!_calm.IsCancellationRequested)
        {
            var life = Task.Delay(random.Next(ShortestLifeMs, LongestLifeMs), _calm.Token);
            if (await Task.WhenAny(life, instance.Killed) == life && life.IsCompletedSuccessfully)
            {
                instance.Kill();
            }

            if (instance.Killed.IsCompleted)
            {
                await Task.Delay(random.Next(LongestPauseMs), _calm.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await instance.StartAsync();
            }
        }

        // The last kill may have been that of a storage call at the very end.
        if (instance.Killed.IsCompleted)
        {
            await instance.StartAsync();
        }
    }
}
