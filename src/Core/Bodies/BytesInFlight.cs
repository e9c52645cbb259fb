using SmartTransfer.Core.Options;

namespace SmartTransfer.Core.Bodies;

/// <summary>
/// Limits the bytes that this instance holds at once. Above the budget it accepts no more: a client that is told to come back
/// is better off than one whose server runs out of memory.
/// </summary>
public sealed class BytesInFlight(AdmissionOptions options)
{
    private long _held;

    /// <summary>Bytes held now.</summary>
    public long Held => Volatile.Read(ref _held);

    /// <summary>Bytes that may be held at once.</summary>
    public long MaxBytes => options.MaxBytesInFlight;

    /// <summary>The memory that the budget is for.</summary>
    internal SegmentPool Segments { get; } = new(options.MaxBytesInFlight);

    /// <summary>What to tell a client for whom there is no room.</summary>
    public TimeSpan RetryAfter => options.RetryAfter;

    /// <summary>Takes so many bytes of the budget; false when they are not there. Whoever took them gives them back.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _held, bytes) <= options.MaxBytesInFlight)
        {
            return true;
        }

        Give(bytes);
        return false;
    }

    /// <summary>Gives bytes back.</summary>
    public void Give(long bytes) => Interlocked.Add(ref _held, -bytes);
}
