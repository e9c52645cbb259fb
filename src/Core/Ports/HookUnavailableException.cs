namespace SmartTransfer.Core.Ports;

/// <summary>The application that is asked before an upload starts gave no answer, or none that can be used.</summary>
public sealed class HookUnavailableException : Exception
{
    /// <summary>Says what happened.</summary>
    /// <param name="message">What happened, without address and secret.</param>
    /// <param name="retryAfter">When it may be asked again; null where that is not known.</param>
    /// <param name="innerException">What it follows from.</param>
    public HookUnavailableException(string message, TimeSpan? retryAfter = null, Exception? innerException = null)
        : base(message, innerException) => RetryAfter = retryAfter;

    /// <summary>When it may be asked again; null where that is not known.</summary>
    public TimeSpan? RetryAfter { get; }
}
