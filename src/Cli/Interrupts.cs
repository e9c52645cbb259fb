using System.Runtime.InteropServices;
using SmartTransfer.Cli.Outcomes;

namespace SmartTransfer.Cli;

/// <summary>Ctrl-C once pauses in good order, within two seconds; twice leaves now. Journals are on the disk in any case.</summary>
internal sealed class Interrupts : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _paused = new();
    private readonly List<PosixSignalRegistration> _signals = [];
    private Timer? _leaving;

    public Interrupts()
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
        {
            _signals.Add(PosixSignalRegistration.Create(signal, Handle));
        }
    }

    public CancellationToken Paused => _paused.Token;

    public void Dispose()
    {
        _signals.ForEach(signal => signal.Dispose());
        _leaving?.Dispose();
        _paused.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (_paused.IsCancellationRequested)
        {
            Environment.Exit(ExitCode.Paused);
        }

        context.Cancel = true;

        // What waits for a silent standard input hears of nothing.
        _leaving = new Timer(_ => Environment.Exit(ExitCode.Paused), null, Longest, Timeout.InfiniteTimeSpan);
        _paused.Cancel();
    }
}
