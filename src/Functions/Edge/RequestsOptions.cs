using SmartTransfer.Core.Options;

namespace SmartTransfer.Functions.Edge;

/// <summary>How long a request may last. Section <c>SmartTransfer:Requests</c>.</summary>
public sealed class RequestsOptions
{
    /// <summary>
    /// After this time the app ends a request itself, however busy it is. Default none. For plans on which the Functions host ends
    /// a function after ten minutes, by restarting the worker with all that it works on: a long download or a streamed body then
    /// disturbs only its own client, which goes on where it was. What is in flight needs RetryOptions.TotalTimeout more.
    /// </summary>
    [Setting("hh:mm:ss", "00:00:01", "23:59:59")]
    public TimeSpan? MaxTime { get; init; }
}
