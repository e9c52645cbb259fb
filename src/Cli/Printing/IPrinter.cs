using SmartTransfer.Cli.Outcomes;
using SmartTransfer.Cli.Transfers;
using SmartTransfer.Client;

namespace SmartTransfer.Cli.Printing;

/// <summary>Shows what happens to the files of a command. Called from several threads.</summary>
internal interface IPrinter
{
    void Begin(IReadOnlyList<FileTransfer> files);

    void Progress(int index, TransferProgress progress);

    void Event(int index, TransferEvent told);

    void Done(int index, FileOutcome outcome);

    void Failed(int index, TransferException failure);

    Task EndAsync(BatchSummary summary);
}
