namespace SmartTransfer.Cli.Outcomes;

/// <summary>The command line, the environment or the configuration asks for something that cannot be done.</summary>
internal sealed class UsageException(string message) : Exception(message);
