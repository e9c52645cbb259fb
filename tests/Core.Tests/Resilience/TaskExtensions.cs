namespace SmartTransfer.Core.Tests.Resilience;

internal static class TaskExtensions
{
    /// <summary>The result of a task that must have ended by now.</summary>
    public static T Ended<T>(this Task<T> task)
    {
        Assert.True(task.IsCompleted, "The call is still under way.");
        return task.GetAwaiter().GetResult();
    }
}
