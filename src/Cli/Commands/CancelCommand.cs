using System.CommandLine;
using SmartTransfer.Cli.Outcomes;
using SmartTransfer.Cli.Printing;
using SmartTransfer.Cli.Settings;
using SmartTransfer.Client;

namespace SmartTransfer.Cli.Commands;

/// <summary><c>stx cancel</c>: gives an upload up.</summary>
internal sealed class CancelCommand(CommonOptions common, Screen screen)
{
    private readonly Argument<string[]> _uploads = new("UPLOAD")
    {
        Description = "Uploads by id, path or URL, or files whose upload was begun here.",
        Arity = ArgumentArity.OneOrMore,
    };

    public Command Build(CancellationToken paused)
    {
        var command = new Command(
            "cancel",
            "Gives uploads up. What had arrived of them is gone; a download's journal is removed.") { _uploads };
        command.SetAction((parsed, _) => RunAsync(parsed, paused));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken paused)
    {
        var journals = common.Journals(parsed);
        foreach (var name in parsed.GetValue(_uploads)!)
        {
            var path = Path.GetFullPath(name);
            var entry = journals.List().FirstOrDefault(entry => entry.Path == path);
            if (entry is { Kind: JournalKind.Download })
            {
                journals.Remove(entry);
                File.Delete(entry.Path + ".part");
            }
            else if (entry is not null)
            {
                await CancelAsync(parsed, entry, journals, paused);
            }
            else
            {
                using var client = common.Client(parsed);
                await client.CancelAsync(UploadName.Check(name), paused);
            }

            screen.Output.WriteLine($"{name} is cancelled.");
        }

        return ExitCode.Done;
    }

    private async Task CancelAsync(ParseResult parsed, JournalEntry entry, JournalFolder journals, CancellationToken paused)
    {
        // A key must not reach another service than it is for.
        using var client = common.Client(parsed, parsed.GetValue(common.Service) is null ? entry.Service : null);
        if (client.Service.AbsoluteUri != entry.Service)
        {
            throw new UsageException($"'{entry.Path}' is sent to {entry.Service}, and --service names another.");
        }

        try
        {
            await client.CancelAsync(entry.Upload, paused);
        }
        catch (TransferException gone) when (gone.Code is "upload-not-found" or "upload-expired" or "upload-rejected" or "file-removed")
        {
            journals.Remove(entry);
        }
    }
}
