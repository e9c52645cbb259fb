using System.CommandLine;
using SmartTransfer.Cli.Outcomes;
using SmartTransfer.Cli.Printing;
using SmartTransfer.Cli.Settings;
using SmartTransfer.Cli.Transfers;
using SmartTransfer.Client;

namespace SmartTransfer.Cli.Commands;

/// <summary><c>stx get</c>: fetches a file.</summary>
internal sealed class GetCommand(CommonOptions common, Screen screen)
{
    private readonly Argument<string> _upload = new("UPLOAD") { Description = "The upload: its id, its path or its URL." };
    private readonly Argument<string> _target = new("TARGET")
    {
        Description = "The file or the folder to write. The current folder by default.",
        DefaultValueFactory = _ => ".",
    };
    private readonly Option<bool> _force = common.Flag("--force", "Replace a file that is there already.", "-f");

    public Command Build(CancellationToken paused)
    {
        var command = new Command("get", "Fetches the file of a completed upload, and verifies it.") { _upload, _target, _force };
        command.SetAction((parsed, _) => RunAsync(parsed, paused));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken paused)
    {
        using var client = common.Client(parsed);
        var (upload, target) = (parsed.GetValue(_upload)!, parsed.GetValue(_target)!);
        var transfer = Transfer(client, UploadName.Check(upload), target, parsed.GetValue(_force));
        return (await new FileBatch(screen.Printer(parsed, common), 1).RunAsync([transfer], paused)).ExitCode;
    }

    public static FileTransfer Transfer(TransferClient client, string upload, string target, bool overwrite)
    {
        var name = Path.GetFileName(target) is { Length: > 0 } and not ("." or "..") and var given ? given : "download";
        return new FileTransfer(name, null, async (progress, events, cancellationToken) =>
        {
            var options = new DownloadOptions { Overwrite = overwrite, Events = events };
            var got = await client.DownloadAsync(upload, target, options, progress, cancellationToken);
            return new FileOutcome(got.Path, got.Length, got.ReceivedBytes, got.FailedAttempts, got.ReceivedBytes < got.Length);
        });
    }
}
