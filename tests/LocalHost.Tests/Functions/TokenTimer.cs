using Microsoft.Azure.Functions.Worker;
using SmartTransfer.LocalHost.Tests.Hosting;

namespace SmartTransfer.LocalHost.Tests.Functions;

/// <summary>A timer whose run ends only when it is told to stop.</summary>
public sealed class TokenTimer(Observations seen)
{
    [Function("UntilStopped")]
    public async Task RunAsync([TimerTrigger("0 0 0 1 1 *")] TimerInfo timer, CancellationToken token)
    {
        Assert.NotNull(timer);
        seen.Add("started");
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var onStop = token.Register(stopped.SetResult);
        await stopped.Task;
        seen.Add("stopped");
    }
}
