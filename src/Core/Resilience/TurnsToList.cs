using System.Buffers;
using System.Collections.Concurrent;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Resilience;

/// <summary>
/// A block store that reads only a few long block lists at once, since all of a list is in memory while it is read. Nobody knows
/// beforehand whether a list is long, so an upload takes a turn unless its list was short when this instance last read it.
/// </summary>
/// <param name="inner">The store.</param>
/// <param name="clock">Measures how long a request waits for its turn.</param>
public sealed class TurnsToList(IBlockStore inner, TimeProvider clock) : IBlockStore, IDisposable
{
    /// <summary>Lists that may be long and are read at once.</summary>
    public const int MostAtOnce = 3;

    /// <summary>Blocks of a list that is not long.</summary>
    public const int MostOfShort = 2_000;

    private const int MostRemembered = 10_000;

    private readonly ConcurrentDictionary<UploadId, bool> _isShort = new();
    private readonly BoundedTurns _turns = new(MostAtOnce, clock);

    /// <inheritdoc/>
    public Task StageAsync(UploadBlob blob, BlockId block, ReadOnlySequence<byte> content, CancellationToken cancellationToken) =>
        inner.StageAsync(blob, block, content, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> TryCopyAsync(UploadBlob source, long offset, UploadBlob target, BlockId block, CancellationToken cancellationToken) =>
        inner.TryCopyAsync(source, offset, target, block, cancellationToken);

    /// <inheritdoc/>
    public async Task<BlockListing> ListAsync(UploadBlob blob, CancellationToken cancellationToken)
    {
        if (_isShort.ContainsKey(blob.Upload))
        {
            return Note(blob.Upload, await inner.ListAsync(blob, cancellationToken));
        }

        if (!await _turns.TryTakeAsync(cancellationToken))
        {
            throw new StorageUnavailableException("Other block lists are being read.");
        }

        try
        {
            return Note(blob.Upload, await inner.ListAsync(blob, cancellationToken));
        }
        finally
        {
            _turns.Give();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();

    private BlockListing Note(UploadId id, BlockListing listing)
    {
        if (listing.Staged.Count + (listing.Committed?.Count ?? 0) > MostOfShort)
        {
            _isShort.TryRemove(id, out _);
            return listing;
        }

        if (_isShort.Count >= MostRemembered)
        {
            // Those that are still in use come back after one turn.
            _isShort.Clear();
        }

        _isShort[id] = true;
        return listing;
    }
}
