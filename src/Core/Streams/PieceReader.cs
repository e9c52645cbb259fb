using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Integrity;

namespace SmartTransfer.Core.Streams;

/// <summary>Reads a body piece by piece, once, bounded, and digests it in passing.</summary>
/// <param name="request">The body.</param>
/// <param name="mostBytes">The most that may be read in all.</param>
/// <param name="stallTimeout">How long the connection may be silent.</param>
/// <param name="clock">The clock that silence is measured on.</param>
/// <param name="clientGone">Fires when the client goes away. What it had sent is read all the same.</param>
internal sealed class PieceReader(AppendRequest request, long mostBytes, TimeSpan stallTimeout, TimeProvider clock, CancellationToken clientGone) : IDisposable
{
    /// <summary>A client that left may have sent more than was read by then, which its connection still holds; it takes no longer than this to read.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _silence = new(Timeout.InfiniteTimeSpan, clock);
    private readonly byte[] _one = new byte[1];
    private long _total;

    /// <summary>What reading the last piece took.</summary>
    public TimeSpan LastTook { get; private set; }

    /// <summary>Reads the next piece of up to <paramref name="pieceBytes"/> bytes. Whatever ends it, what was read is in the buffer.</summary>
    public async Task<PieceEnd> ReadAsync(BodyBuffer buffer, ChunkHasher hasher, long pieceBytes)
    {
        var begun = clock.GetTimestamp();
        try
        {
            var wanted = Math.Min(pieceBytes, mostBytes - _total);
            while (buffer.Length < wanted)
            {
                var free = buffer.Free(wanted - buffer.Length);
                if (free.IsEmpty)
                {
                    return PieceEnd.NoRoom;
                }

                var read = await ReadAsync(free);
                if (read == 0)
                {
                    var cut = request.AnnouncedBytes is { } announced ? _total < announced : clientGone.IsCancellationRequested;
                    return cut ? PieceEnd.Broken : PieceEnd.BodyOver;
                }

                hasher.Append(free.Span[..read]);
                request.Digest?.Append(free.Span[..read]);
                buffer.Advance(read);
                _total += read;
            }

            return _total < mostBytes && _total != request.AnnouncedBytes ? PieceEnd.Full : await EndAsync();
        }
        catch (IOException)
        {
            return PieceEnd.Broken;
        }
        catch (OperationCanceledException) when (_silence.IsCancellationRequested || clientGone.IsCancellationRequested)
        {
            return clientGone.IsCancellationRequested ? PieceEnd.Broken : PieceEnd.Silent;
        }
        finally
        {
            LastTook = clock.GetElapsedTime(begun);
        }
    }

    public void Dispose() => _silence.Dispose();

    /// <summary>What comes after the last byte that may be read. Reading it also makes the trailers known.</summary>
    private async Task<PieceEnd> EndAsync()
    {
        try
        {
            return await ReadAsync(_one) == 0 ? PieceEnd.BodyOver : PieceEnd.TooLong;
        }
        catch (Exception gone) when (_total == request.AnnouncedBytes && gone is IOException or OperationCanceledException)
        {
            // All that was announced is there: a client that left now lost nothing.
            return PieceEnd.BodyOver;
        }
    }

    private async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        // Only while a read waits: when storage is slow, the client is not silent but kept waiting.
        int read;
        _silence.CancelAfter(clientGone.IsCancellationRequested ? LastWords : stallTimeout);
        await using (clientGone.UnsafeRegister(static silence => ((CancellationTokenSource)silence!).CancelAfter(LastWords), _silence))
        {
            read = await request.Body.ReadAsync(buffer, _silence.Token);
        }

        _silence.CancelAfter(Timeout.InfiniteTimeSpan);
        return read;
    }
}
