namespace SmartTransfer.LocalHost.Diagnostics;

/// <summary>The host cannot start, and its message is a sentence that tells the user why and what to change.</summary>
public sealed class StartupException : Exception
{
    public StartupException(string message) : base(message)
    {
    }

    public StartupException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
