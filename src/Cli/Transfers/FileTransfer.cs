using SmartTransfer.Cli.Outcomes;
using SmartTransfer.Client;

namespace SmartTransfer.Cli.Transfers;

/// <summary>One file of a command, on its way up or down.</summary>
/// <param name="Name">What printers call it.</param>
/// <param name="Length">Its length in bytes, where that is known before.</param>
/// <param name="RunAsync">Transfers it.</param>
internal sealed record FileTransfer(
    string Name,
    long? Length,
    Func<IProgress<TransferProgress>, Action<TransferEvent>, CancellationToken, Task<FileOutcome>> RunAsync)
{
    /// <summary>Whether a later run can resume it: not so what came from standard input.</summary>
    public bool CanResume { get; init; } = true;

    /// <summary>An earlier run began it.</summary>
    public bool HasJournal { get; init; }
}
