using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Options;

namespace SmartTransfer.Core.Bodies;

/// <summary>Reads a body once, whole or piece by piece, bounded in length, silence and slowness, and digests it in passing.</summary>
/// <param name="body">The body.</param>
/// <param name="options">How long the connection may be silent, and how slow.</param>
/// <param name="afterLeaving">
/// A client that left may have sent more than was read by then, which its connection still holds: how long to read that.
/// </param>
/// <param name="clock">The clock that silence is measured on.</param>
/// <param name="clientGone">Fires when the client goes away.</param>
internal sealed class BodyReader(
    IncomingBody body, StreamOptions options, TimeSpan afterLeaving, TimeProvider clock, CancellationToken clientGone) : IDisposable
{
    private readonly CancellationTokenSource _silence = new(Timeout.InfiniteTimeSpan, clock);
    private readonly byte[] _one = new byte[1];
    private long _total;
    private TimeSpan _waited;

    /// <summary>What reading the last piece took.</summary>
    public TimeSpan LastTook { get; private set; }

    /// <summary>
    /// Reads the next piece of up to <paramref name="pieceBytes"/> bytes. Whatever ends it, what was read is in the buffer.
    /// </summary>
    public async Task<BodyEnd> ReadAsync(BodyBuffer buffer, ChunkHasher hasher, long pieceBytes = long.MaxValue)
    {
        var begun = clock.GetTimestamp();
        try
        {
            var wanted = Math.Min(pieceBytes, Math.Min(body.MostBytes, body.AnnouncedBytes ?? long.MaxValue) - _total);
            while (buffer.Length < wanted)
            {
                var free = buffer.Free(wanted - buffer.Length);
                if (free.IsEmpty)
                {
                    return BodyEnd.NoRoom;
                }

                var read = await ReadAsync(free);
                if (read == 0)
                {
                    return body.AnnouncedBytes is not null
                        ? BodyEnd.TooShort
                        : clientGone.IsCancellationRequested
                        ? BodyEnd.Broken
                        : BodyEnd.Over;
                }

                hasher.Append(free.Span[..read]);
                body.Digest?.Append(free.Span[..read]);
                buffer.Advance(read);
                _total += read;
                if (IsTooSlow())
                {
                    return BodyEnd.Silent;
                }
            }

            return _total < body.MostBytes && _total != body.AnnouncedBytes ? BodyEnd.Full : await EndAsync();
        }
        catch (IOException)
        {
            return BodyEnd.Broken;
        }
        catch (OperationCanceledException) when (_silence.IsCancellationRequested || clientGone.IsCancellationRequested)
        {
            return clientGone.IsCancellationRequested || body.Ended.IsCancellationRequested ? BodyEnd.Broken : BodyEnd.Silent;
        }
        finally
        {
            LastTook = clock.GetElapsedTime(begun);
        }
    }

    public void Dispose() => _silence.Dispose();

    /// <summary>What comes after the last byte that may be read. Reading it also makes the trailers known.</summary>
    private async Task<BodyEnd> EndAsync()
    {
        try
        {
            return await ReadAsync(_one) == 0 ? BodyEnd.Over : BodyEnd.TooLong;
        }
        catch (Exception gone) when (_total == body.AnnouncedBytes && gone is IOException or OperationCanceledException)
        {
            // All that was announced is there: a client that left now lost nothing.
            return BodyEnd.Over;
        }
    }

    private async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        // Only while a read waits: when storage is slow, the client is not silent but kept waiting.
        int read;
        var begun = clock.GetTimestamp();
        _silence.CancelAfter(options.StallTimeout);
        await using (clientGone.UnsafeRegister(static reader => ((BodyReader)reader!).Leave(), this))
        await using (body.Ended.UnsafeRegister(static reader => ((BodyReader)reader!)._silence.Cancel(), this))
        {
            read = await body.Stream.ReadAsync(buffer, _silence.Token);
        }

        _silence.CancelAfter(Timeout.InfiniteTimeSpan);
        _waited += clock.GetElapsedTime(begun);
        return read;
    }

    private bool IsTooSlow() =>
        _waited > options.SlowestAfter && _total < body.AnnouncedBytes.GetValueOrDefault(long.MaxValue)
        && _total < options.MinBytesPerSecond * _waited.TotalSeconds;

    private void Leave()
    {
        if (afterLeaving == TimeSpan.Zero)
        {
            _silence.Cancel();
        }
        else
        {
            _silence.CancelAfter(afterLeaving);
        }
    }
}
