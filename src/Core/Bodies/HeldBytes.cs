using SmartTransfer.Core.Identity;

namespace SmartTransfer.Core.Bodies;

/// <summary>Bytes of the instance's budget that one request holds for what it keeps in memory. Dispose gives them back.</summary>
public sealed class HeldBytes(BytesInFlight budget, UploadId upload) : IDisposable
{
    /// <summary>How many it holds.</summary>
    public long Bytes { get; private set; }

    /// <summary>What to tell a client for whom there is no room.</summary>
    public TimeSpan RetryAfter => budget.RetryAfter;

    /// <summary>Takes more; false when it is not there.</summary>
    public bool TryTake(long bytes)
    {
        if (!budget.TryTake(upload, bytes))
        {
            return false;
        }

        Bytes += bytes;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Bytes > 0)
        {
            budget.Give(upload, Bytes);
            Bytes = 0;
        }
    }
}
