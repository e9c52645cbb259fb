using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Azure.Tables;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Resilience;
using SmartTransfer.Core.Sweeping;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Service;

/// <summary>
/// Sweeps once after an instance has started, so that what was abandoned while nothing ran need not wait for the schedule.
/// Instances that start together sweep once between them: each waits a while of its own, and the first takes the turn.
/// For hosts that do not run timers at the start; the trigger's RunOnStartup is for development alone.
/// </summary>
internal sealed class SweepAtStart(ITurns turns, SweepExpiredUploads sweep, Jitter jitter, TimeProvider clock, ILogger<SweepAtStart> log) : BackgroundService
{
    /// <summary>The turn's name.</summary>
    public const string Turn = "sweep-at-start";

    /// <summary>After a sweep at a start, starts bring no other for so long.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    // Requests that made the instance start go first.
    private static readonly TimeSpan Soonest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(50);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(Soonest + (jitter.Next() * Spread), clock, stoppingToken);
            if (await turns.TryTakeAsync(Turn, clock.GetUtcNow(), Every, stoppingToken))
            {
                _ = await sweep.RunAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is left, the next sweep does.
        }
        catch (Exception fault)
        {
            // Whatever it is, it must not end the app: the schedule makes up for it.
            SweepLog.NotAtStart(log, fault);
        }
    }
}
