using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Testing.Contracts;

/// <summary>What every contract suite of a storage port needs: the ports of a storage that holds nothing yet.</summary>
public abstract class StorageContract : IAsyncLifetime
{
    private static readonly CancellationToken Cancelled = new(canceled: true);

    private readonly SequentialUploadIds _ids = new();
    private StoragePorts? _storage;

    protected static CancellationToken None => CancellationToken.None;

    protected StoragePorts Storage => _storage ?? throw new InvalidOperationException("The storage is not open.");

    public async Task InitializeAsync() => _storage = await OpenAsync();

    public virtual Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Opens a storage that holds nothing.</summary>
    protected abstract Task<StoragePorts> OpenAsync();

    protected UploadId NextId() => _ids.Next();

    protected async Task<SampleBlock[]> StageRowAsync(UploadId id, int count, int length = 100)
    {
        var blocks = SampleBlock.Row(count, length);
        foreach (var block in blocks)
        {
            await block.StageAsync(Storage.Blocks, id);
        }

        return blocks;
    }

    /// <summary>The calls must end by cancellation when they are given a token that is cancelled.</summary>
    protected static async Task AssertHeedTheirTokenAsync(params Func<CancellationToken, Task>[] calls)
    {
        foreach (var call in calls)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call(Cancelled));
        }
    }
}
