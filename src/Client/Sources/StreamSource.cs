namespace SmartTransfer.Client.Sources;

/// <summary>A stream of the caller's, from where it stands; it is not closed.</summary>
internal sealed class StreamSource : IFileSource
{
    private readonly Stream _stream;
    private readonly long _start;
    private readonly SemaphoreSlim _reading = new(1, 1);

    // Read ahead to learn whether it is short; given out first.
    private ReadOnlyMemory<byte> _head;

    private StreamSource(Stream stream)
    {
        _stream = stream;
        _start = stream.CanSeek ? stream.Position : 0;
        Length = stream.CanSeek ? stream.Length - _start : null;
    }

    public string? Path => null;

    public long? Length { get; private set; }

    public bool IsRepeatable => _stream.CanSeek || Length is not null;

    public DateTimeOffset? ModifiedAt => null;

    public long? CurrentLength => _stream.CanSeek ? _stream.Length - _start : null;

    /// <summary>
    /// Opens the stream. One of unknown length that ends within <paramref name="headBytes"/> has a length, and is
    /// held in memory (rule 1.4).
    /// </summary>
    public static async Task<StreamSource> OpenAsync(Stream stream, int headBytes, CancellationToken cancellationToken)
    {
        var source = new StreamSource(stream);
        if (source.Length is null)
        {
            var head = new byte[headBytes];
            var read = await source.FillAsync(head, cancellationToken).ConfigureAwait(false);
            source._head = head.AsMemory(0, read);
            source.Length = read < headBytes ? read : null;
        }

        return source;
    }

    public async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_stream.CanSeek)
            {
                _stream.Position = _start + offset;
                return await FillAsync(buffer, cancellationToken).ConfigureAwait(false);
            }

            var held = offset < _head.Length ? Math.Min(buffer.Length, _head.Length - (int)offset) : 0;
            if (held > 0)
            {
                _head.Slice((int)offset, held).CopyTo(buffer);
            }

            if (Length is not null)
            {
                return held;
            }

            _head = offset + held >= _head.Length ? default : _head;
            return held + await FillAsync(buffer[held..], cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _ = _reading.Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        _reading.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await _stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            throw new TransferException(
                TransferErrorCode.SourceUnreadable,
                $"The stream could not be read: {unreadable.Message}",
                unreadable);
        }
    }
}
