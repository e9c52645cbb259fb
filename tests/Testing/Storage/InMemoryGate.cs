namespace SmartTransfer.Testing.Storage;

/// <summary>What every call of the in-memory storage passes through: it is counted, heeds its token, and happens at one instant.</summary>
internal sealed class InMemoryGate(StorageCalls calls)
{
    private readonly Lock _lock = new();

    /// <summary>Makes a call that others see completely or not at all. What it throws is in the task.</summary>
    public Task<T> RunAsync<T>(StorageOperation operation, Func<T> call, CancellationToken cancellationToken)
    {
        calls.Count(operation);
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        try
        {
            return Task.FromResult(Look(call));
        }
        catch (Exception fault)
        {
            return Task.FromException<T>(fault);
        }
    }

    /// <summary>Makes a call that gives nothing back.</summary>
    public Task RunAsync(StorageOperation operation, Action call, CancellationToken cancellationToken) =>
        RunAsync(
            operation,
            () =>
            {
                call();
                return true;
            },
            cancellationToken);

    /// <summary>Looks at the state without counting as a call.</summary>
    public T Look<T>(Func<T> look)
    {
        lock (_lock)
        {
            return look();
        }
    }
}
