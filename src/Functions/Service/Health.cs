using System.Reflection;
using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Ports;
using SmartTransfer.Functions.Json;

namespace SmartTransfer.Functions.Service;

/// <summary>Asks storage, at most every few seconds: anybody may call health, and nobody shall use it to flood storage.</summary>
public sealed class Health(IStorageProbe probe, BytesInFlight inFlight, Uptime uptime, TimeProvider clock) : IDisposable
{
    public const string Healthy = "healthy";

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(5);
    private static readonly string Version =
        typeof(Health).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "unknown";

    private readonly SemaphoreSlim _one = new(1, 1);
    private IReadOnlyDictionary<string, string?>? _last;
    private long _askedAt;

    internal async Task<HealthJson> ReportAsync()
    {
        var storage = await AskAsync();
        return new HealthJson(
            storage.Values.All(trouble => trouble is null) ? Healthy : "unhealthy",
            Version,
            (long)uptime.Value.TotalSeconds,
            storage.ToDictionary(service => service.Key, service => service.Value ?? "reachable"),
            inFlight.Held);
    }

    public void Dispose() => _one.Dispose();

    private async Task<IReadOnlyDictionary<string, string?>> AskAsync()
    {
        await _one.WaitAsync();
        try
        {
            if (_last is null || clock.GetElapsedTime(_askedAt) > Fresh)
            {
                using var bounded = new CancellationTokenSource(ProbeTimeout, clock);
                _last = await probe.ProbeAsync(bounded.Token);
                _askedAt = clock.GetTimestamp();
            }

            return _last;
        }
        finally
        {
            _one.Release();
        }
    }
}
