using System.Buffers;
using SmartTransfer.Core.Bodies;

namespace SmartTransfer.Azure.Blobs;

/// <summary>
/// Reads a sequence of pooled memory in place, and hands it to a connection as it is, without a copy. Once <see cref="DisposeAsync"/> is
/// done it touches the memory no more, even where an HTTP stack that was told to stop still reads: the memory may by then hold
/// somebody else's bytes.
/// </summary>
internal sealed class SequenceStream : ReadOnlyStream
{
    private readonly Lock _lock = new();
    private readonly long _length;
    private ReadOnlySequence<byte> _sequence;
    private long _position;
    private bool _disposed;
    private Task _writing = Task.CompletedTask;

    public SequenceStream(ReadOnlySequence<byte> sequence)
    {
        _sequence = sequence;
        _length = sequence.Length;
    }

    public override bool CanSeek => true;

    public override long Length => _length;

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, _length);
            _position = value;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var count = (int)Math.Min(buffer.Length, _length - _position);
            _sequence.Slice(_position, count).CopyTo(buffer);
            _position += count;
            return count;
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<int>(cancellationToken)
            : ValueTask.FromResult(Read(buffer.Span));

    /// <summary>Writes what is left, each segment from where it stands.</summary>
    public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        while (BeginWriting(destination, cancellationToken) is { } writing)
        {
            await writing;
        }
    }

    /// <summary>Waits for a write that is under way: until it ends, whether well or not, the memory is in use.</summary>
    public override async ValueTask DisposeAsync()
    {
        Dispose();
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override void Dispose(bool disposing)
    {
        lock (_lock)
        {
            _disposed = true;
            _sequence = default;
        }

        base.Dispose(disposing);
    }

    /// <summary>Null where all is written.</summary>
    private Task? BeginWriting(Stream destination, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            foreach (var segment in _sequence.Slice(_position))
            {
                if (!segment.IsEmpty)
                {
                    _position += segment.Length;
                    return _writing = destination.WriteAsync(segment, cancellationToken).AsTask();
                }
            }

            return null;
        }
    }
}
