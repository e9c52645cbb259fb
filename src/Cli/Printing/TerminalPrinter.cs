using System.Globalization;
using SmartTransfer.Cli.Outcomes;
using SmartTransfer.Cli.Settings;
using SmartTransfer.Cli.Transfers;
using SmartTransfer.Client;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace SmartTransfer.Cli.Printing;

/// <summary>
/// A terminal: a line for each file that is under way and one for the total, drawn anew five times a second on
/// standard error.
/// </summary>
internal sealed class TerminalPrinter : IPrinter
{
    private const int MaxLines = 12;
    private const int BarCells = 24;
    private const int NameCells = 28;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly IAnsiConsole _console;
    private readonly TextWriter _output;
    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, TransferProgress> _underWay = [];
    private readonly List<string> _said = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IReadOnlyList<FileTransfer> _files = [];
    private Task _drawing = Task.CompletedTask;
    private int _done;
    private int _failed;
    private long _doneBytes;

    public TerminalPrinter(IAnsiConsole console, TextWriter output) => (_console, _output) = (console, output);

    public void Begin(IReadOnlyList<FileTransfer> files)
    {
        _files = files;
        _drawing = _console.Live(new Text(string.Empty)).AutoClear(true).StartAsync(DrawAsync);
    }

    public void Progress(int index, TransferProgress progress)
    {
        lock (_lock)
        {
            if (progress.Phase is not TransferPhase.Done)
            {
                _underWay[index] = progress;
            }
        }
    }

    public void Event(int index, TransferEvent told)
    {
        if (told.Kind is TransferEventKind.Resumed or TransferEventKind.StartedAnew or TransferEventKind.ManifestSent)
        {
            Say($"[grey]{Markup.Escape(_files[index].Name)}: {Markup.Escape(told.Message)}[/]");
        }
    }

    public void Done(int index, FileOutcome outcome)
    {
        lock (_lock)
        {
            _ = _underWay.Remove(index);
            _done++;
            _doneBytes += outcome.Length;
        }

        var (name, result) = (Markup.Escape(_files[index].Name), Markup.Escape(outcome.Result));
        Say($"[green]✓[/] {name}  [grey]{result}  {ByteText.Show(outcome.Length)}[/]");
    }

    public void Failed(int index, TransferException failure)
    {
        lock (_lock)
        {
            _ = _underWay.Remove(index);
            _failed++;
        }

        Say($"[red]✗[/] {Markup.Escape(_files[index].Name)}: {Markup.Escape(Words.Of(failure))}");
    }

    public async Task EndAsync(BatchSummary summary)
    {
        _ = _ended.TrySetResult();
        await _drawing;
        Flush();
        if (summary.IsPaused)
        {
            _console.MarkupLine($"[yellow]{Markup.Escape(summary.Hint)}[/]");
        }

        _console.WriteLine(Words.Of(summary));
        await _output.FlushAsync();
    }

    private async Task DrawAsync(LiveDisplayContext live)
    {
        while (!_ended.Task.IsCompleted)
        {
            live.UpdateTarget(Picture());
            live.Refresh();
            await Task.WhenAny(_ended.Task, Task.Delay(Interval, TimeProvider.System));
        }
    }

    private Rows Picture()
    {
        lock (_lock)
        {
            // What is over stands above what is under way, and scrolls away with the terminal.
            var lines = new List<IRenderable>(_said.TakeLast(MaxLines).Select(line => new Markup(line)));
            foreach (var (index, now) in _underWay.Take(MaxLines))
            {
                lines.Add(new Markup(Line(_files[index].Name, now)) { Overflow = Overflow.Ellipsis });
            }

            if (_files.Count > 1)
            {
                var moved = _doneBytes + _underWay.Values.Sum(now => now.AcceptedBytes);
                var total = _files.Sum(file => file.Length ?? 0);
                var rate = _underWay.Values.Sum(now => now.BytesPerSecond ?? 0);
                var failed = _failed > 0 ? string.Create(CultureInfo.InvariantCulture, $" [red]{_failed} failed[/]") : "";
                var counted = string.Create(CultureInfo.InvariantCulture, $"[bold]{_done}/{_files.Count}[/]");
                var bytes = $"{ByteText.Show(moved)} of {ByteText.Show(total)} {ByteText.Show(rate)}/s";
                lines.Add(new Markup($"{counted} {Bar(moved, total)} {bytes}{failed}"));
            }

            return new Rows(lines);
        }
    }

    private static string Line(string name, TransferProgress now)
    {
        var shown = name.Length > NameCells ? name[..12] + "…" + name[^15..] : name.PadRight(NameCells);
        return $"{Markup.Escape(shown)} {Bar(now.AcceptedBytes, now.Length ?? 0)} {Markup.Escape(Words.Of(now))}";
    }

    private static string Bar(long done, long total)
    {
        var cells = total > 0 ? (int)Math.Clamp(BarCells * (double)done / total, 0, BarCells) : 0;
        return $"[blue]{new string('━', cells)}[/][grey]{new string('━', BarCells - cells)}[/]";
    }

    private void Say(string line)
    {
        lock (_lock)
        {
            _said.Add(line);
        }
    }

    private void Flush()
    {
        lock (_lock)
        {
            _said.ForEach(line => _console.MarkupLine(line));
            _said.Clear();
        }
    }
}
