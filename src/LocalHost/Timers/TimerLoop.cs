using Microsoft.Azure.Functions.Worker;
using SmartTransfer.LocalHost.Diagnostics;
using SmartTransfer.LocalHost.Invocation;

namespace SmartTransfer.LocalHost.Timers;

/// <summary>
/// Runs one timer, one run at a time. What falls due during a run, or while the machine slept, is made up for by one late run.
/// </summary>
internal sealed class TimerLoop(TimerFunction function, IServiceScopeFactory scopes, TimeProvider time, ILogger logger)
{
    // A run that starts later than this after it was due is past due; less is the timer's own imprecision.
    private static readonly TimeSpan Punctual = TimeSpan.FromSeconds(1);

    // The longest wait that a timer can be set to is about 49 days.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(24);

    private DateTimeOffset? _lastAt;

    public async Task RunAsync(bool atStart, CancellationToken stopping)
    {
        var dueAt = function.Schedule.NextAfter(time.GetUtcNow());
        if (atStart)
        {
            await RunOnceAsync(time.GetUtcNow(), dueAt, dueAt, isPastDue: false, stopping);
        }

        while (!stopping.IsCancellationRequested)
        {
            await WaitUntilAsync(dueAt, stopping);
            var now = time.GetUtcNow();
            var isPastDue = now - dueAt > Punctual;
            var nextAt = function.Schedule.NextAfter(now > dueAt ? now : dueAt);
            await RunOnceAsync(now, dueAt, nextAt, isPastDue, stopping);
            dueAt = nextAt;
        }
    }

    private async Task WaitUntilAsync(DateTimeOffset instant, CancellationToken stopping)
    {
        while (instant - time.GetUtcNow() is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left < LongestWait ? left : LongestWait, time, stopping);
        }
    }

    private async Task RunOnceAsync(
        DateTimeOffset now, DateTimeOffset dueAt, DateTimeOffset nextAt, bool isPastDue, CancellationToken stopping)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var context = LocalFunctionContext.ForTimer(function.Function, scope.ServiceProvider, stopping);
            var timer = new TimerInfo { IsPastDue = isPastDue, ScheduleStatus = Status(dueAt) };
            _ = await function.Function.Invoker.InvokeAsync(new FunctionCall(context, Timer: timer));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The run was told to stop and did.
        }
        catch (Exception fault)
        {
            Log.TimerFailed(logger, function.Name, nextAt, fault);
        }

        _lastAt = now;
    }

    // Like the Functions host: where the schedule stood before this run, and nothing for a timer that is not monitored.
    private ScheduleStatus? Status(DateTimeOffset dueAt) => !function.Trigger.UseMonitor
        ? null
        : new ScheduleStatus
        {
            Last = _lastAt?.UtcDateTime ?? default,
            Next = dueAt.UtcDateTime,
            LastUpdated = _lastAt?.UtcDateTime ?? default,
        };
}
