using System.CommandLine;
using System.Globalization;
using SmartTransfer.Cli.Outcomes;
using SmartTransfer.Cli.Printing;
using SmartTransfer.Cli.Settings;
using SmartTransfer.Cli.Transfers;
using SmartTransfer.Client;

namespace SmartTransfer.Cli.Commands;

/// <summary><c>stx resume</c>: goes on with what was interrupted.</summary>
internal sealed class ResumeCommand(CommonOptions common, Screen screen)
{
    private readonly Argument<string[]> _which = new("WHICH")
    {
        Description = "Numbers of 'stx list', paths of files, or ALL, which is the default.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<bool> _noVerify = common.Flag(
        "--no-verify-resume",
        "Do not compare what the service holds with the file before going on.");
    private readonly Option<bool> _force = common.Flag("--force", "Of downloads: replace a file that is there already.", "-f");

    public Command Build(CancellationToken paused)
    {
        var command = new Command("resume", "Resumes what was interrupted.") { _which, _noVerify, _force };
        command.SetAction((parsed, _) => RunAsync(parsed, paused));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken paused)
    {
        var entries = Chosen(parsed, common.Journals(parsed).List());
        var services = entries.Select(entry => entry.Service).Distinct().ToList();
        if (services.Count > 1 && common.HasSecret(parsed))
        {
            throw new UsageException(
                $"There are transfers with {services.Count} services, and a key or token for one. Name the one with --service.");
        }

        var clients = services.ToDictionary(service => service, service => common.Client(parsed, service));
        try
        {
            var transfers = entries.Select(entry => Transfer(parsed, clients[entry.Service], entry)).ToList();
            return (await new FileBatch(screen.Printer(parsed, common), 1).RunAsync(transfers, paused)).ExitCode;
        }
        finally
        {
            foreach (var client in clients.Values)
            {
                client.Dispose();
            }
        }
    }

    /// <summary>What the command line names, of the service that is set where one is: a key must not reach another.</summary>
    private List<JournalEntry> Chosen(ParseResult parsed, IReadOnlyList<JournalEntry> all)
    {
        var which = parsed.GetValue(_which)!;
        var chosen = which.Length == 0 || which is ["ALL" or "all"] ? [.. all] : which.Select(name => Find(name, all)).Distinct().ToList();
        if (parsed.GetValue(common.Service) is null)
        {
            return chosen;
        }

        using var client = common.Client(parsed);
        return chosen.FindAll(entry => entry.Service == client.Service.AbsoluteUri);
    }

    private static JournalEntry Find(string name, IReadOnlyList<JournalEntry> all)
    {
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= all.Count)
        {
            return all[number - 1];
        }

        var path = Path.GetFullPath(name);
        return all.FirstOrDefault(entry => entry.Path == path)
            ?? throw new UsageException($"Nothing that was begun here is called '{name}'. 'stx list' shows what there is.");
    }

    private FileTransfer Transfer(ParseResult parsed, TransferClient client, JournalEntry entry)
    {
        if (entry.Kind is JournalKind.Download)
        {
            return GetCommand.Transfer(client, entry.Upload, entry.Path, parsed.GetValue(_force)) with
            {
                Length = entry.Length,
                HasJournal = true,
            };
        }

        var options = new UploadOptions
        {
            FileName = entry.FileName,
            ContentType = entry.ContentType,
            Metadata = entry.Metadata,
            VerifyResume = !parsed.GetValue(_noVerify),
        };
        return new FileTransfer(entry.FileName, entry.Length, async (progress, events, cancellationToken) =>
        {
            var sent = await client.UploadAsync(entry.Path, options with { Events = events }, progress, cancellationToken);
            return new FileOutcome(sent.UploadId, sent.Length, sent.SentBytes, sent.FailedAttempts, sent.IsResumed);
        })
        {
            HasJournal = true,
        };
    }
}
