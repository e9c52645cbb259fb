using SmartTransfer.Core.Ports;

namespace SmartTransfer.Testing.Storage;

/// <summary>Turns, under sabotage.</summary>
internal sealed class FaultyTurns(ITurns inner, Saboteur saboteur) : ITurns
{
    public Task<bool> TryTakeAsync(string what, DateTimeOffset now, TimeSpan every, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.TakeTurn, () => inner.TryTakeAsync(what, now, every, cancellationToken));
}
