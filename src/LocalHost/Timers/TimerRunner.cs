using SmartTransfer.Azure.Clients;
using SmartTransfer.LocalHost.Settings;

namespace SmartTransfer.LocalHost.Timers;

/// <summary>Runs all timers from when the server listens until the host stops.</summary>
internal sealed class TimerRunner(
    IReadOnlyList<TimerFunction> functions,
    LocalHostSettings settings,
    IHostApplicationLifetime lifetime,
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILogger<TimerRunner> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            await StartedAsync(stopping.Token);
            await Task.WhenAll(functions.Select(function => RunAsync(function, stopping.Token)));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The wait for the start, or for the next run, ends with the host.
        }
    }

    // A function that never awaits must not hold up the other timers.
    private Task RunAsync(TimerFunction function, CancellationToken stopping)
    {
        var loop = new TimerLoop(function, scopes, time, logger);
        return Task.Run(() => loop.RunAsync(settings.RunTimersAtStart || function.Trigger.RunOnStartup, stopping), stopping);
    }

    private async Task StartedAsync(CancellationToken stopping)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var onStarted = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stopping);
    }
}
