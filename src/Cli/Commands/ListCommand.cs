using System.CommandLine;
using System.Globalization;
using SmartTransfer.Cli.Outcomes;
using SmartTransfer.Cli.Printing;
using SmartTransfer.Cli.Settings;
using SmartTransfer.Client;

namespace SmartTransfer.Cli.Commands;

/// <summary><c>stx list</c>: what was begun here and has not ended.</summary>
internal sealed class ListCommand(CommonOptions common, Screen screen)
{
    public Command Build()
    {
        var command = new Command("list", "Lists what was begun here and can go on. Asks no service.");
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var journals = common.Journals(parsed);
        var number = 0;
        foreach (var entry in journals.List())
        {
            number++;
            screen.Output.WriteLine(parsed.GetValue(common.Json)
                ? JsonPrinter.Object(json =>
                {
                    json.WriteString("type", "journal");
                    json.WriteNumber("number", number);
                    json.WriteString("kind", entry.Kind.ToString().ToLowerInvariant());
                    json.WriteString("service", entry.Service);
                    json.WriteString("fileName", entry.FileName);
                    json.WriteNumber("length", entry.Length);
                    json.WriteString("path", entry.Path);
                    json.WriteString("startedAt", entry.StartedAt);
                })
                : Line(number, entry));
        }

        foreach (var file in journals.Unreadable())
        {
            screen.Talk.WriteLine($"'{file}' is no journal of this version; remove it if you do not need it.");
        }

        return ExitCode.Done;
    }

    private static string Line(int number, JournalEntry entry) => string.Join(
        '\t',
        number.ToString(CultureInfo.InvariantCulture),
        entry.Kind is JournalKind.Upload ? "put" : "get",
        ByteText.Show(entry.Length),
        entry.StartedAt.ToString("u", CultureInfo.InvariantCulture),
        entry.Path,
        entry.Service);
}
