using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartTransfer.Azure;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Ports;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Composition;

/// <summary>Prepares storage when the app starts, and writes the last counters when it stops in good order. Neither keeps the app from starting or stopping.</summary>
internal sealed class StorageLifecycle(StorageProvisioner provisioner, NetworkRecorder network, ILogger<StorageLifecycle> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await provisioner.EnsureAsync(cancellationToken);
        }
        catch (StorageUnavailableException unavailable)
        {
            HttpLog.NotProvisioned(log, unavailable);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await network.WriteAllAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is StorageUnavailableException or OperationCanceledException)
        {
            HttpLog.CountersLost(log, fault);
        }
    }
}
