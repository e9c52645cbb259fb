using Azure;

namespace SmartTransfer.Azure.Clients;

/// <summary>Creates the container and the tables if they are missing: once per process, before the first call that needs them.</summary>
public sealed class StorageProvisioner(StorageClients clients) : IDisposable
{
    private const int Forbidden = 403;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile bool _done;

    /// <summary>
    /// Returns once everything is there; at once when it was seen to be. A failure is thrown, and the next call tries again.
    /// </summary>
    public async ValueTask EnsureAsync(CancellationToken cancellationToken)
    {
        if (_done)
        {
            return;
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!_done)
            {
                await Task.WhenAll(
                    CreateAsync(() => clients.Container.CreateIfNotExistsAsync(cancellationToken: cancellationToken)),
                    CreateAsync(() => clients.Uploads.CreateIfNotExistsAsync(cancellationToken)),
                    CreateAsync(() => clients.Expiries.CreateIfNotExistsAsync(cancellationToken)),
                    CreateAsync(() => clients.Networks.CreateIfNotExistsAsync(cancellationToken)),
                    CreateAsync(() => clients.Limits.CreateIfNotExistsAsync(cancellationToken)),
                    CreateAsync(() => clients.Lists.CreateIfNotExistsAsync(cancellationToken)),
                    CreateAsync(() => clients.Events.CreateIfNotExistsAsync(cancellationToken)),
                    CreateAsync(() => clients.Claims.CreateIfNotExistsAsync(cancellationToken)));
                _done = true;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Looks again before the next call, because something was found missing.</summary>
    public void Forget() => _done = false;

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private static async Task CreateAsync(Func<Task> create)
    {
        try
        {
            await create();
        }
        catch (RequestFailedException refused) when (refused.Status == Forbidden)
        {
            // Who may use a container or a table need not be allowed to create one. Whether it is there shows at the call.
        }
    }
}
