using System.Runtime.InteropServices;

namespace SmartTransfer.Cli;

/// <summary>Ctrl-C once pauses in good order; twice leaves now.</summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _paused = new();
    private readonly List<PosixSignalRegistration> _signals = [];

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
        _paused.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (_paused.IsCancellationRequested)
        {
            Environment.Exit(ExitCode.Paused);
        }

        context.Cancel = true;
        _paused.Cancel();
    }
}
