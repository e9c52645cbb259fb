namespace SmartTransfer.Core.Ports;

/// <summary>
/// Storage did not answer, or refused for the time being (408, 429, 5xx, a broken connection, a transfer checksum that failed).
/// Trying again may help.
/// </summary>
public sealed class StorageUnavailableException : Exception
{
    /// <summary>Says what happened.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="retryAfter">How long the store asked to wait; null when it did not say.</param>
    /// <param name="innerException">The client library's exception.</param>
    public StorageUnavailableException(string message, TimeSpan? retryAfter = null, Exception? innerException = null)
        : base(message, innerException) => RetryAfter = retryAfter;

    /// <summary>How long the store asked to wait; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Whether the store answered that it is asked too much (429, 503).</summary>
    public bool IsThrottled { get; init; }
}
