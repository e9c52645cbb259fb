using SmartTransfer.LocalHost.Invocation;
using SmartTransfer.LocalHost.Settings;

namespace SmartTransfer.LocalHost.Timers;

/// <summary>Runs all timers from when the server listens until the host stops.</summary>
internal sealed class TimerRunner(
    FunctionCatalogue functions,
    LocalHostSettings settings,
    IHostApplicationLifetime lifetime,
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILogger<TimerRunner> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await StartedAsync(stoppingToken);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        await Task.WhenAll(functions.Timers.Select(function => RunAsync(function, stopping.Token)));
    }

    private async Task RunAsync(TimerFunction function, CancellationToken stopping)
    {
        try
        {
            var loop = new TimerLoop(function, scopes, time, logger);
            // A function that never awaits must not hold up the other timers.
            await Task.Run(() => loop.RunAsync(settings.RunTimersAtStart || function.Trigger.RunOnStartup, stopping), stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The wait for the next run ends with the host.
        }
    }

    private async Task StartedAsync(CancellationToken stopping)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var onStarted = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stopping);
    }
}
