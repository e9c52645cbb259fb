using System.Buffers;
using SmartTransfer.Core.Bodies;

namespace SmartTransfer.LocalHost.Bodies;

/// <summary>A body that was taken in whole, in pooled memory. Read once, forward; disposing gives the memory back.</summary>
internal sealed class HeldBody : ReadOnlyStream
{
    private const int PieceBytes = 128 * 1024;

    private readonly List<byte[]> _pieces = [];
    private readonly int _lengthBytes;
    private readonly Action _release;
    private int _takenBytes;
    private int _readBytes;
    private bool _isReleased;

    private HeldBody(int lengthBytes, Action release) => (_lengthBytes, _release) = (lengthBytes, release);

    /// <summary>Takes a body in.</summary>
    /// <param name="body">The body as its connection brings it.</param>
    /// <param name="lengthBytes">Its announced length.</param>
    /// <param name="release">Called once, when its memory is free again.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<HeldBody> TakeInAsync(Stream body, int lengthBytes, Action release, CancellationToken cancellationToken)
    {
        var held = new HeldBody(lengthBytes, release);
        try
        {
            await held.FillAsync(body, cancellationToken);
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellationToken);
        }

        ObjectDisposedException.ThrowIf(_isReleased, this);
        var total = 0;
        while (total < buffer.Length && _readBytes < _takenBytes)
        {
            var inPiece = _readBytes % PieceBytes;
            var count = Math.Min(Math.Min(PieceBytes - inPiece, _takenBytes - _readBytes), buffer.Length - total);
            _pieces[_readBytes / PieceBytes].AsSpan(inPiece, count).CopyTo(buffer.Span[total..]);
            total += count;
            _readBytes += count;
        }

        return ValueTask.FromResult(total);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isReleased)
        {
            _isReleased = true;
            _pieces.ForEach(piece => ArrayPool<byte>.Shared.Return(piece));
            _pieces.Clear();
            _release();
        }

        base.Dispose(disposing);
    }

    private async Task FillAsync(Stream body, CancellationToken cancellationToken)
    {
        while (true)
        {
            var inPiece = _takenBytes % PieceBytes;
            if (inPiece == 0 && _takenBytes < _lengthBytes)
            {
                _pieces.Add(ArrayPool<byte>.Shared.Rent(Math.Min(PieceBytes, _lengthBytes - _takenBytes)));
            }

            // After the last byte, the end itself is read: the server knows then that the connection is free.
            var free = _takenBytes < _lengthBytes
                ? _pieces[^1].AsMemory(inPiece, Math.Min(PieceBytes - inPiece, _lengthBytes - _takenBytes))
                : new byte[1];
            var read = await body.ReadAsync(free, cancellationToken);
            if (read == 0)
            {
                return;
            }

            _takenBytes += read;
        }
    }
}
