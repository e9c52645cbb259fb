using SmartTransfer.Testing.Hosts;

namespace SmartTransfer.Storm.Hosts;

/// <summary>One place for an instance: the process that runs there, is killed, and is started again.</summary>
internal sealed class Instance(Func<HostSettings> settings, StorageProxy storage) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly int _port = FreePorts.Take(1)[0];
    private HostProcess? _running;
    private TaskCompletionSource _killed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Where each of the processes listens. Nobody else gets the address while none runs.</summary>
    public Uri Address => new($"http://127.0.0.1:{_port}");

    /// <summary>How often a process was killed here.</summary>
    public int Kills { get; private set; }

    /// <summary>What processes wrote that ended by themselves. Errors alone are no crash: storage fails here all the time.</summary>
    public List<string> Crashes { get; } = [];

    /// <summary>Ends when the process that runs now has been killed.</summary>
    public Task Killed => _killed.Task;

    /// <summary>Starts a process here.</summary>
    public async Task StartAsync()
    {
        var own = settings() with { ConnectionString = storage.ConnectionString, Port = _port };
        var started = await HostProcess.StartAsync(own, untilHealthy: false);
        lock (_lock)
        {
            (_running, _killed) = (started, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }
    }

    /// <summary>Kills the process, if one runs (SIGKILL).</summary>
    public void Kill()
    {
        HostProcess? victim;
        lock (_lock)
        {
            (victim, _running) = (_running, null);
        }

        if (victim is null)
        {
            return;
        }

        victim.Kill();
        lock (_lock)
        {
            Kills++;
            Crashes.AddRange(victim.Output.FaultsAfter(0).Where(line => !line.StartsWith("fail:", StringComparison.Ordinal)));
        }

        _ = victim.DisposeAsync().AsTask();
        _ = _killed.TrySetResult();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Kill();
        await storage.DisposeAsync();
    }
}
