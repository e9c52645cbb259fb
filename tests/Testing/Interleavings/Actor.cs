using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Testing.Interleavings;

/// <summary>
/// One of several that work on the same storage at once; each of its storage calls waits until the schedule gives it a turn.
/// </summary>
public sealed class Actor
{
    private readonly Queue<(string Call, TaskCompletionSource Turn)> _waiting = new();
    private readonly SemaphoreSlim _arrived = new(0);

    internal Actor(StoragePorts storage) => Storage = new StoragePorts(
        TurnTaking<ISessionStore>.Over(storage.Sessions, this),
        TurnTaking<INetworkCounterStore>.Over(storage.Counters, this),
        TurnTaking<IExpiryIndex>.Over(storage.Expiries, this),
        TurnTaking<INetworkProfileStore>.Over(storage.Profiles, this),
        TurnTaking<IProfileExpiryIndex>.Over(storage.ProfileExpiries, this),
        TurnTaking<IBlockStore>.Over(storage.Blocks, this),
        TurnTaking<ICommitStore>.Over(storage.Commits, this),
        TurnTaking<IContentStore>.Over(storage.Contents, this),
        storage.Probe,
        TurnTaking<IAllowanceStore>.Over(storage.Allowances, this),
        TurnTaking<IOpenUploads>.Over(storage.OpenUploads, this),
        TurnTaking<ITurns>.Over(storage.Turns, this),
        TurnTaking<IUploadList>.Over(storage.Lists, this),
        TurnTaking<IEventIndex>.Over(storage.Events, this),
        TurnTaking<ISetAsideEvents>.Over(storage.SetAside, this),
        TurnTaking<IClaims>.Over(storage.Claims, this));

    /// <summary>The storage as this actor reaches it.</summary>
    public StoragePorts Storage { get; }

    internal Task Work { get; set; } = Task.CompletedTask;

    internal Task TurnAsync(string call)
    {
        // What follows the call runs inside Step, up to the next call: quick, and the same in every run.
        var turn = new TaskCompletionSource();
        lock (_waiting)
        {
            _waiting.Enqueue((call, turn));
        }

        _arrived.Release();
        return turn.Task;
    }

    /// <summary>Waits until the actor wants a turn (true) or is done (false).</summary>
    internal async Task<bool> WantsTurnAsync()
    {
        var arrival = _arrived.WaitAsync();
        if (await Task.WhenAny(arrival, Work) == arrival || arrival.IsCompleted)
        {
            _arrived.Release();
            return true;
        }

        return false;
    }

    /// <summary>Gives the actor its turn.</summary>
    /// <returns>The call that it makes.</returns>
    internal string Step()
    {
        _arrived.Wait();
        (string Call, TaskCompletionSource Turn) next;
        lock (_waiting)
        {
            next = _waiting.Dequeue();
        }

        next.Turn.SetResult();
        return next.Call;
    }
}
