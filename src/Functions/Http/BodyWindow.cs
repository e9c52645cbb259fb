using System.Buffers;
using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Failures;

namespace SmartTransfer.Functions.Http;

/// <summary>The part of a request's body that was read and is still needed.</summary>
/// <param name="request">The request.</param>
/// <param name="maxBytes">The longest body.</param>
/// <param name="maxHeldBytes">The most that is needed at once.</param>
internal sealed class BodyWindow(HttpRequest request, int maxBytes, int maxHeldBytes) : IDisposable
{
    private const int TooLarge = StatusCodes.Status413PayloadTooLarge;
    private const int FirstBytes = 16 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private int _begin;
    private int _end;
    private long _total;

    /// <summary>What was read and not dropped.</summary>
    public ReadOnlyMemory<byte> Held => _buffer.AsMemory(_begin, _end - _begin);

    /// <summary>Whether the body ends with it.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Drops bytes from its beginning.</summary>
    public void Drop(int bytes) => _begin += bytes;

    /// <summary>Reads on behind it.</summary>
    /// <returns>Why that cannot be; null where it was done.</returns>
    public async Task<Failure?> FillAsync()
    {
        if (Held.Length >= maxHeldBytes)
        {
            return FailureCatalogue.RequestTooLarge();
        }

        MakeRoom();
        var gone = request.HttpContext.RequestAborted;
        try
        {
            var read = await request.Body.ReadAsync(_buffer.AsMemory(_end), gone);
            _end += read;
            _total += read;
            IsOver = read == 0;
            return _total > maxBytes ? FailureCatalogue.RequestTooLarge() : null;
        }
        catch (IOException fault) when (!gone.IsCancellationRequested && fault is not BadHttpRequestException { StatusCode: TooLarge })
        {
            // The server has several exceptions for chunks that are no chunks, and this is what they have in common.
            return FailureCatalogue.BodyMalformed(
                "The request body ended early or is not valid HTTP: the connection broke, or its framing did.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private void MakeRoom()
    {
        var held = Held;
        var target = held.Length == _buffer.Length ? ArrayPool<byte>.Shared.Rent(2 * _buffer.Length) : _buffer;
        held.CopyTo(target);
        if (target != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        (_begin, _end) = (0, held.Length);
    }
}
