using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;

namespace SmartTransfer.Core.Bodies;

/// <summary>
/// Limits the bytes that this instance holds at once. Above the budget it accepts no more: a client that is told to come back
/// is better off than one whose server runs out of memory. Once half of the budget is held, no upload may hold more than its
/// share, so that one with many connections does not keep out the others.
/// </summary>
public sealed class BytesInFlight(AdmissionOptions options, TimeProvider? clock = null)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<UploadId, Holder> _holders = [];
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private long _held;

    /// <summary>Bytes held now.</summary>
    public long Held => Volatile.Read(ref _held);

    /// <summary>Bytes that may be held at once.</summary>
    public long MaxBytes => options.MaxBytesInFlight;

    /// <summary>The memory that the budget is for.</summary>
    internal SegmentPool Segments { get; } = new(options.MaxBytesInFlight);

    /// <summary>What to tell a client for whom there is no room.</summary>
    public TimeSpan RetryAfter => options.RetryAfter;

    /// <summary>Uploads that hold bytes, or were refused a moment ago.</summary>
    internal int HolderCount
    {
        get
        {
            lock (_lock)
            {
                return _holders.Count;
            }
        }
    }

    /// <summary>Takes so many bytes of the budget; false when they are not there. Whoever took them gives them back.</summary>
    /// <param name="upload">The upload that they are for.</param>
    /// <param name="bytes">How many.</param>
    public bool TryTake(UploadId upload, long bytes)
    {
        var now = _clock.GetTimestamp();
        lock (_lock)
        {
            var holder = _holders.GetValueOrDefault(upload);
            var isNew = !_holders.ContainsKey(upload);
            var total = _held + bytes;
            if (total > options.MaxBytesInFlight || (total > options.MaxBytesInFlight / 2 && !IsWithinShare(holder, bytes, isNew, now)))
            {
                // Whoever was refused comes back: until then its share is kept for it.
                _holders[upload] = holder with { RefusedAt = now };
                return false;
            }

            _holders[upload] = new Holder(holder.Held + bytes, null);
            _held = total;
            return true;
        }
    }

    /// <summary>Gives bytes back.</summary>
    public void Give(UploadId upload, long bytes)
    {
        lock (_lock)
        {
            _held -= bytes;
            var holder = _holders.GetValueOrDefault(upload);
            var left = holder with { Held = holder.Held - bytes };
            if (left is { Held: 0, RefusedAt: null })
            {
                _holders.Remove(upload);
            }
            else
            {
                _holders[upload] = left;
            }
        }
    }

    private bool IsWithinShare(Holder holder, long bytes, bool isNew, long now)
    {
        // Twice the time after which a refused client is told to come back: it had its chance.
        foreach (var (gone, _) in _holders.Where(other => IsOver(other.Value, now)).ToList())
        {
            _holders.Remove(gone);
        }

        // What an upload takes first is one body's piece: it always may.
        return holder.Held == 0 || holder.Held + bytes <= options.MaxBytesInFlight / (_holders.Count + (isNew ? 1 : 0));
    }

    private bool IsOver(Holder holder, long now) =>
        holder is { Held: 0, RefusedAt: { } at } && _clock.GetElapsedTime(at, now) > 2 * options.RetryAfter;

    /// <param name="Held">Bytes that it holds.</param>
    /// <param name="RefusedAt">When it was refused last, if it was given nothing since.</param>
    private readonly record struct Holder(long Held, long? RefusedAt);
}
