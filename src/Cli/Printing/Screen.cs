using System.CommandLine;
using System.Text;
using Microsoft.Win32.SafeHandles;
using SmartTransfer.Cli.Settings;
using Spectre.Console;

namespace SmartTransfer.Cli.Printing;

/// <summary>Where the program writes: data to standard output, talk to standard error.</summary>
internal sealed class Screen(TextWriter output, TextWriter talk, bool isTerminal)
{
    private const int OutputHandle = 1;
    private const int ErrorHandle = 2;

    public TextWriter Output => output;

    public TextWriter Talk => talk;

    /// <summary>The printer that fits the options and what the program writes to.</summary>
    public IPrinter Printer(ParseResult parsed, CommonOptions options)
    {
        var quiet = parsed.GetValue(options.Quiet);
        return parsed.GetValue(options.Json)
            ? new JsonPrinter(output, quiet, TimeProvider.System)
            : isTerminal && !quiet
                ? new TerminalPrinter(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(talk) }), output)
                : new PlainPrinter(output, talk, quiet, TimeProvider.System);
    }

    /// <summary>That of this process.</summary>
    public static Screen OfProcess()
    {
        var isTerminal = IsTerminal();
        if (OperatingSystem.IsWindows())
        {
            Console.OutputEncoding = Encoding.UTF8;
        }

        return new Screen(
            Plain(OutputHandle, Console.IsOutputRedirected, Console.OpenStandardOutput),
            isTerminal ? Console.Error : Plain(ErrorHandle, Console.IsErrorRedirected, Console.OpenStandardError),
            isTerminal);
    }

    /// <summary>
    /// A writer. To a terminal it goes past Console, which sets that up with control characters that plain lines must not
    /// have. Not so to a file, in which a stream of its own would not move the position that others append at.
    /// </summary>
    private static StreamWriter Plain(int unixHandle, bool isRedirected, Func<Stream> open)
    {
        var stream = OperatingSystem.IsWindows() || isRedirected
            ? open()
            : new FileStream(new SafeFileHandle(unixHandle, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
    }

    private static bool IsTerminal() => !Console.IsErrorRedirected
        && !Console.IsOutputRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") != "dumb";
}
