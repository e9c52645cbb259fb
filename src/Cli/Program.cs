using System.CommandLine;
using System.CommandLine.Invocation;
using SmartTransfer.Cli.Commands;
using SmartTransfer.Cli.Outcomes;
using SmartTransfer.Cli.Printing;
using SmartTransfer.Cli.Settings;
using SmartTransfer.Client;

namespace SmartTransfer.Cli;

/// <summary>stx: gets large files across bad networks.</summary>
internal static class Program
{
    private const string Epilogue = """

        Examples:
          stx put big.iso                      send a file; the same again resumes it
          stx put -r photos --exclude '*.tmp'  send a folder
          tar c data | stx put - --name d.tar  send what a program writes
          stx get ID copy.iso                  fetch and verify
          stx resume                           resume everything that was interrupted

        Every option is also read from STX_… in the environment and from ~/.config/smart-transfer/stx.json.
        Exit codes: 0 done, 1 failed, 2 usage, 3 some files failed, 5 try again later, 130 paused.
        """;

    private static async Task<int> Main(string[] arguments)
    {
        var screen = Screen.OfProcess();
        using var interrupts = new Interrupts();
        try
        {
            return await RunAsync(arguments, screen, interrupts.Paused);
        }
        catch (UsageException usage)
        {
            screen.Talk.WriteLine($"stx: {usage.Message}");
            return ExitCode.Usage;
        }
        catch (TransferException failure)
        {
            screen.Talk.WriteLine($"stx: {Words.Of(failure)}");
            return failure is { CanResume: true } and ({ Code: TransferErrorCode.NoProgress } or { RetryAfter: not null })
                || failure.Code is TransferErrorCode.NoProgress
                ? ExitCode.TryLater
                : ExitCode.Failed;
        }
        catch (OperationCanceledException) when (interrupts.Paused.IsCancellationRequested)
        {
            return ExitCode.Paused;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            screen.Talk.WriteLine($"stx: {broken.Message}");
            return ExitCode.Failed;
        }
    }

    private static async Task<int> RunAsync(string[] arguments, Screen screen, CancellationToken paused)
    {
        var source = SettingSource.Read(Environment.GetEnvironmentVariable);
        var common = new CommonOptions(source);
        var root = new RootCommand("Gets large files across bad networks, by a Smart Transfer service." + Epilogue)
        {
            new PutCommand(common, screen).Build(paused),
            new GetCommand(common, screen).Build(paused),
            new ShowCommand(common, screen).Build(paused),
            new ListCommand(common, screen).Build(),
            new ResumeCommand(common, screen).Build(paused),
            new CancelCommand(common, screen).Build(paused),
            new LinkCommand(common, screen).Build(paused),
            new BenchCommand(common, screen).Build(paused),
            new CompletionCommand(screen).Build(),
        };
        foreach (var option in common.All)
        {
            option.Recursive = true;
            root.Add(option);
        }

        foreach (var name in source.Unknown(common.Names))
        {
            screen.Talk.WriteLine($"stx: the configuration names '{name}', which is no option.");
        }

        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction)
        {
            foreach (var error in parsed.Errors)
            {
                screen.Talk.WriteLine($"stx: {error.Message}");
            }

            screen.Talk.WriteLine("stx --help lists commands and options.");
            return ExitCode.Usage;
        }

        // Signals are this program's own business, and so are exceptions.
        var invocation = new InvocationConfiguration
        {
            Output = screen.Output,
            Error = screen.Talk,
            ProcessTerminationTimeout = null,
            EnableDefaultExceptionHandler = false,
        };
        return await parsed.InvokeAsync(invocation, paused);
    }
}
