using SmartTransfer.Core.Ports;

namespace SmartTransfer.Testing.Storage;

/// <summary>Turns in memory.</summary>
internal sealed class InMemoryTurns(InMemoryGate gate) : ITurns
{
    private readonly Dictionary<string, DateTimeOffset> _taken = [];

    public Task<bool> TryTakeAsync(string what, DateTimeOffset now, TimeSpan every, CancellationToken cancellationToken) => gate.RunAsync(StorageOperation.TakeTurn, () =>
    {
        if (_taken.TryGetValue(what, out var at) && (now - at).Duration() < every)
        {
            return false;
        }

        _taken[what] = now;
        return true;
    }, cancellationToken);
}
