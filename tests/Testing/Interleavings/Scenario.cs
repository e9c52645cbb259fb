using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Testing.Interleavings;

/// <summary>A world, who acts in it, and what must hold in the end.</summary>
/// <param name="Storage">The storage that all share.</param>
/// <param name="Acts">What each actor does, through the storage that it is given.</param>
/// <param name="ThenAsync">Asserts what must hold once all are done.</param>
public sealed record Scenario(StoragePorts Storage, IReadOnlyList<Func<StoragePorts, Task>> Acts, Func<Task> ThenAsync)
{
    /// <summary>Asserts what must hold after every single call, since a process may die there; null for nothing.</summary>
    public Action? Always { get; init; }
}
