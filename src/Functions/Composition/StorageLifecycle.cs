using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Quotas;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Composition;

/// <summary>
/// Prepares storage when the app starts, and writes the last counters, and returns what it holds of clients' allowances, when
/// it is stopped properly. Neither keeps the app from starting or stopping.
/// </summary>
internal sealed class StorageLifecycle(
    StorageProvisioner provisioner,
    NetworkRecorder network,
    Allowances allowances,
    TimeProvider clock,
    ILogger<StorageLifecycle> log) : IHostedService
{
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(10);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var bounded = new CancellationTokenSource(WaitTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bounded.Token, cancellationToken);
        try
        {
            await provisioner.EnsureAsync(either.Token);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is, an app that runs and says what is wrong helps more than one that does not start.
            HttpLog.NotProvisioned(log, fault);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await network.WriteAllAsync(cancellationToken);
            await allowances.ReturnAllAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is StorageUnavailableException or OperationCanceledException)
        {
            HttpLog.CountersLost(log, fault);
        }
    }
}
