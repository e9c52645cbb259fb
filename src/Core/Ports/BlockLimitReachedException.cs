namespace SmartTransfer.Core.Ports;

/// <summary>The blob has as many uncommitted blocks as the store takes (Azure: 100,000).</summary>
public sealed class BlockLimitReachedException : Exception
{
    /// <summary>Says what happened.</summary>
    public BlockLimitReachedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
