using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Events;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Quotas;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Composition;

/// <summary>
/// Prepares storage when the app starts. When it is stopped properly, delivers the last events, writes the last counters, and returns
/// what it holds of clients' allowances. Neither keeps the app from starting or stopping.
/// </summary>
internal sealed class StorageLifecycle(
    StorageProvisioner provisioner,
    NetworkRecorder network,
    Allowances allowances,
    EventDelivery events,
    TimeProvider clock,
    ILogger<StorageLifecycle> log) : IHostedService
{
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(10);

    // What is not delivered by then, a timer delivers.
    private static readonly TimeSpan EventsTimeout = TimeSpan.FromSeconds(3);

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
            await SettleEventsAsync(cancellationToken);
            await network.WriteAllAsync(cancellationToken);
            await allowances.ReturnAllAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is StorageUnavailableException or OperationCanceledException)
        {
            HttpLog.CountersLost(log, fault);
        }
    }

    private async Task SettleEventsAsync(CancellationToken cancellationToken)
    {
        using var bounded = new CancellationTokenSource(EventsTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bounded.Token, cancellationToken);
        try
        {
            await events.SettleAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // They are due still.
        }
    }
}
