using SmartTransfer.Core.Ports;

namespace SmartTransfer.Testing.Storage;

/// <summary>Counts the calls of all ports together, and makes chosen ones fail.</summary>
internal sealed class Saboteur(StorageCalls calls)
{
    private readonly Lock _lock = new();
    private int _made;
    private int _struck;
    private Func<int, StorageOperation, bool> _chosen = static (_, _) => false;
    private FaultTiming _timing;
    private Func<Exception>? _fault;

    public int Made
    {
        get
        {
            lock (_lock)
            {
                return _made;
            }
        }
    }

    public int Struck
    {
        get
        {
            lock (_lock)
            {
                return _struck;
            }
        }
    }

    public void Choose(Func<int, StorageOperation, bool> chosen, FaultTiming timing, Func<Exception>? fault = null)
    {
        lock (_lock)
        {
            _made = 0;
            _struck = 0;
            _chosen = chosen;
            (_timing, _fault) = (timing, fault);
        }
    }

    public async Task<T> RunAsync<T>(StorageOperation operation, Func<Task<T>> call)
    {
        var fault = Judge(operation);
        if (fault is FaultTiming.BeforeEffect)
        {
            throw Lost(operation, "request");
        }

        var result = await call();
        return fault is FaultTiming.AfterEffect ? throw Lost(operation, "answer") : result;
    }

    public Task RunAsync(StorageOperation operation, Func<Task> call) =>
        RunAsync(
            operation,
            async () =>
            {
                await call();
                return true;
            });

    private Exception Lost(StorageOperation operation, string what) =>
        _fault?.Invoke() ?? new StorageUnavailableException($"Sabotage: the {what} of {operation} was lost.");

    private FaultTiming? Judge(StorageOperation operation)
    {
        calls.Count(operation);
        lock (_lock)
        {
            if (!_chosen(++_made, operation))
            {
                return null;
            }

            _struck++;
            return _timing;
        }
    }
}
