using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Quotas;

namespace SmartTransfer.Functions.Edge;

/// <summary>
/// A body whose bytes are counted against its client's allowance as they are read. One of a length that was announced is paid for before; one that was
/// not pays on while it arrives, and ends like a broken connection where it may not go on: what arrived of it counts, and the next
/// request is told why.
/// </summary>
internal sealed class MeteredBody(Stream inner, Allowances allowances, ClientKey client, TimeProvider clock) : ReadOnlyStream
{
    private long _paid;
    private long _read;
    private long _step;
    private DateTimeOffset _paidAt;

    public ClientKey Client => client;

    /// <summary>Pays for so many bytes, and for as many again each time they are used up.</summary>
    public async Task<Failure?> TakeAsync(long bytes, CancellationToken cancellationToken)
    {
        _step = bytes;
        _paidAt = clock.GetUtcNow();
        var refused = await allowances.TakeAsync(client, AllowanceKind.Bytes, bytes, cancellationToken);
        _paid += refused is null ? bytes : 0;
        return refused;
    }

    /// <summary>Gives back what was paid for and not read.</summary>
    public void GiveBack()
    {
        allowances.GiveBack(client, AllowanceKind.Bytes, _paid - _read, _paidAt);
        _paid = _read;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_read == _paid && buffer.Length > 0)
        {
            // The end of a body that was paid for to the last byte is free.
            var one = await inner.ReadAsync(buffer[..1], cancellationToken);
            if (one == 0)
            {
                return 0;
            }

            if (await TakeAsync(_step, cancellationToken) is not null)
            {
                throw new IOException("The client has used up its bytes.");
            }

            _read++;
            return one;
        }

        var count = await inner.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _paid - _read)], cancellationToken);
        _read += count;
        return count;
    }
}
