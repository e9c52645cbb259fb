using SmartTransfer.Client.Integrity;

namespace SmartTransfer.Client.Uploads;

/// <summary>Gives out chunks from the first missing byte on, and reads one ahead (rule 2.7). One caller at a time.</summary>
internal sealed class ChunkFeed(UploadTask task, IEnumerable<ByteRange> missing)
{
    private readonly LinkedList<ByteRange> _missing = new(missing);
    private readonly Lock _lock = new();
    private readonly Stack<byte[]> _free = [];
    private Task<HeldChunk?>? _ahead;
    private long _openEndedAt = task is { IsOpenEnded: true, Length: null } ? 0 : -1;

    /// <summary>The next chunk; null when there is none.</summary>
    public async Task<HeldChunk?> NextAsync(CancellationToken cancellationToken)
    {
        var next = _ahead is null ? null : await _ahead.ConfigureAwait(false);
        _ahead = null;

        // What was read ahead may have found nothing before a range was put back.
        return next ?? await ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Begins to read the next chunk.</summary>
    public void ReadAhead(CancellationToken cancellationToken) =>
        _ahead ??= Task.Run(() => ReadAsync(cancellationToken), cancellationToken);

    /// <summary>The chunk's memory may be used for another.</summary>
    public void Return(HeldChunk chunk)
    {
        lock (_lock)
        {
            _free.Push(chunk.Buffer);
        }
    }

    /// <summary>A range has to be read and sent again.</summary>
    public void PutBack(ByteRange range)
    {
        lock (_lock)
        {
            if (_missing.First is { } first && first.Value.Offset == range.End)
            {
                first.Value = new ByteRange(range.Offset, range.Length + first.Value.Length);
            }
            else
            {
                _ = _missing.AddFirst(range);
            }
        }
    }

    /// <summary>Waits for what is being read ahead, so that nobody reads the source any more.</summary>
    public async Task StopAsync()
    {
        if (_ahead is { } ahead)
        {
            await ((Task)ahead).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<HeldChunk?> ReadAsync(CancellationToken cancellationToken) =>
        _openEndedAt >= 0
            ? await ReadOnAsync(cancellationToken).ConfigureAwait(false)
            : await ReadMissingAsync(cancellationToken).ConfigureAwait(false);

    private async Task<HeldChunk?> ReadMissingAsync(CancellationToken cancellationToken)
    {
        ByteRange range;
        lock (_lock)
        {
            if (_missing.First is not { } first)
            {
                return null;
            }

            var bytes = task.Link.CutFrom(first.Value.Length, null);
            range = new ByteRange(first.Value.Offset, bytes);
            first.Value = new ByteRange(range.End, first.Value.Length - bytes);
            if (first.Value.Length == 0)
            {
                _missing.RemoveFirst();
            }
        }

        var buffer = Buffer(range.Length);
        var read = await task.Source.ReadAsync(range.Offset, buffer.AsMemory(0, (int)range.Length), cancellationToken)
            .ConfigureAwait(false);
        return read == range.Length
            ? new HeldChunk(FileChunk.Of(range.Offset, buffer.AsSpan(0, read)), buffer)
            : throw task.Changed(range.Offset + read, $"it ends at byte {range.Offset + read} of {task.Length}");
    }

    private async Task<HeldChunk?> ReadOnAsync(CancellationToken cancellationToken)
    {
        if (task.Length is not null)
        {
            return null;
        }

        var offset = _openEndedAt;
        var bytes = task.Link.CutFrom(long.MaxValue, offset);
        var buffer = Buffer(bytes);
        var read = await task.Source.ReadAsync(offset, buffer.AsMemory(0, (int)bytes), cancellationToken).ConfigureAwait(false);
        _openEndedAt += read;
        if (read < bytes)
        {
            task.Length = _openEndedAt;
            task.Meter.KnowLength(_openEndedAt);
        }

        return read == 0 ? null : new HeldChunk(FileChunk.Of(offset, buffer.AsSpan(0, read)), buffer);
    }

    private byte[] Buffer(long bytes)
    {
        lock (_lock)
        {
            // One that is much too large is let go, so that a chunk that was large once is not paid for ever after.
            return _free.TryPop(out var free) && free.Length >= bytes && free.Length <= 4 * bytes
                ? free
                : GC.AllocateUninitializedArray<byte>(checked((int)bytes));
        }
    }
}
