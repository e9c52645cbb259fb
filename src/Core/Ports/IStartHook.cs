namespace SmartTransfer.Core.Ports;

/// <summary>Asks an application before an upload starts.</summary>
public interface IStartHook
{
    /// <summary>Whether there is anybody to ask.</summary>
    bool IsOn { get; }

    /// <summary>Whether an upload starts as it was asked for where the application gives no usable answer.</summary>
    bool IsOpen { get; }

    /// <summary>Asks. It may be asked again about the same upload.</summary>
    /// <exception cref="HookUnavailableException">It gave no answer, or none that can be used.</exception>
    Task<StartVerdict> AskAsync(StartQuestion question, CancellationToken cancellationToken);
}
