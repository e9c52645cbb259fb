using System.CommandLine;
using System.Globalization;
using SmartTransfer.Cli.Outcomes;
using SmartTransfer.Cli.Printing;
using SmartTransfer.Cli.Settings;
using SmartTransfer.Cli.Transfers;
using SmartTransfer.Client;

namespace SmartTransfer.Cli.Commands;

/// <summary><c>stx put</c>: sends files.</summary>
internal sealed class PutCommand
{
    private readonly CommonOptions _common;
    private readonly Screen _screen;
    private readonly Argument<string[]> _sources = new("SOURCE")
    {
        Description = "Files, folders (with --recursive), patterns in quotes ('logs/*.gz', '**/*.raw'), or - for standard input.",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<bool> _recursive;
    private readonly Option<string[]> _include;
    private readonly Option<string[]> _exclude;
    private readonly Option<bool> _dryRun;
    private readonly Option<bool> _noVerify;
    private readonly Option<bool> _anew;
    private readonly Option<string?> _name;
    private readonly Option<string?> _type;
    private readonly Option<string[]> _metadata;
    private readonly Option<int?> _files;

    public PutCommand(CommonOptions common, Screen screen)
    {
        (_common, _screen) = (common, screen);
        _recursive = common.Flag("--recursive", "Send what is in folders, and in folders below.", "-r");
        _include = common.Texts("--include", "Send only files whose name or path matches; may be repeated.", "PATTERN");
        _exclude = common.Texts("--exclude", "Leave out files whose name or path matches; may be repeated.", "PATTERN");
        _dryRun = common.Flag("--dry-run", "Print what would be sent, and send nothing.", "-n");
        _noVerify = common.Flag("--no-verify-resume", "Do not compare what the service holds with the file before going on.");
        _anew = common.Flag("--anew", "Start a new upload though an earlier one could go on.");
        _name = common.Text("--name", "The name under which the file appears.", "NAME");
        _type = common.Text("--content-type", "The media type.", "TYPE");
        _metadata = common.Texts("--metadata", "A name and a value of your own, as NAME=VALUE; may be repeated.", "PAIR");
        _files = common.Value(
            "--files",
            "Small files that are sent at once. 4 by default.",
            "NUMBER",
            text => CommonOptions.Number(text, 1, 32));
    }

    public Command Build(CancellationToken paused)
    {
        var command = new Command("put", "Sends files. Resumes what an earlier run began.")
        {
            _sources, _recursive, _include, _exclude, _dryRun, _noVerify, _anew, _name, _type, _metadata, _files,
        };
        command.SetAction((parsed, _) => RunAsync(parsed, paused));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken paused)
    {
        var files = new SourceFiles(parsed.GetValue(_recursive), parsed.GetValue(_include)!, parsed.GetValue(_exclude)!)
            .Find(parsed.GetValue(_sources)!);
        if (parsed.GetValue(_name) is not null && files.Count > 1)
        {
            throw new UsageException($"--name fits one file, and there are {files.Count}.");
        }

        if (parsed.GetValue(_dryRun))
        {
            foreach (var file in files)
            {
                var length = file.Length?.ToString(CultureInfo.InvariantCulture) ?? "?";
                _screen.Output.WriteLine($"{length}\t{file.Path ?? "-"}");
            }

            return ExitCode.Done;
        }

        using var client = _common.Client(parsed);
        var transfers = files.Select(file => Transfer(parsed, client, file)).ToList();
        var summary = await new FileBatch(_screen.Printer(parsed, _common), parsed.GetValue(_files) ?? 4).RunAsync(transfers, paused);
        return summary.ExitCode;
    }

    private FileTransfer Transfer(ParseResult parsed, TransferClient client, SourceFile file)
    {
        var options = new UploadOptions
        {
            FileName = parsed.GetValue(_name),
            ContentType = parsed.GetValue(_type),
            Metadata = Metadata(parsed, file),
            Resume = !parsed.GetValue(_anew),
            VerifyResume = !parsed.GetValue(_noVerify),
        };
        return new FileTransfer(file.RelativePath, file.Length, async (progress, events, cancellationToken) =>
        {
            UploadResult sent;
            if (file.Path is { } path)
            {
                sent = await client.UploadAsync(path, options with { Events = events }, progress, cancellationToken);
            }
            else
            {
                await using var input = Console.OpenStandardInput();
                sent = await client.UploadAsync(
                    input,
                    options with { Events = events, FileName = options.FileName ?? file.RelativePath },
                    progress,
                    cancellationToken);
            }

            return new FileOutcome(sent.UploadId, sent.Length, sent.SentBytes, sent.FailedAttempts, sent.IsResumed);
        })
        {
            CanResume = file.Path is not null,
        };
    }

    private Dictionary<string, string>? Metadata(ParseResult parsed, SourceFile file)
    {
        var metadata = new Dictionary<string, string>();
        if (file.RelativePath.Contains('/', StringComparison.Ordinal))
        {
            metadata["path"] = file.RelativePath;
        }

        foreach (var pair in parsed.GetValue(_metadata)!)
        {
            var cut = pair.IndexOf('=', StringComparison.Ordinal);
            metadata[cut > 0 ? pair[..cut] : throw new UsageException($"--metadata '{pair}' is no NAME=VALUE.")] = pair[(cut + 1)..];
        }

        return metadata.Count > 0 ? metadata : null;
    }
}
