namespace SmartTransfer.Testing.Links;

/// <summary>What a link does to what is sent over it. A mean of infinity is never.</summary>
public sealed record LinkFaults
{
    /// <summary>Bytes per second from the client to the host, over all connections.</summary>
    public double BytesPerSecond { get; init; } = 8 * 1024 * 1024;

    /// <summary>How much later everything arrives, in each direction.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Mean number of bytes from the client after which its connection is reset (exponentially distributed).</summary>
    public double MeanBytesPerReset { get; init; } = double.PositiveInfinity;

    /// <summary>Mean number of bytes from the client after which nothing passes any more, and nobody is told.</summary>
    public double MeanBytesPerStall { get; init; } = double.PositiveInfinity;

    /// <summary>Mean number of bytes from the client after which one bit of a body arrives changed.</summary>
    public double MeanBytesPerFlip { get; init; } = double.PositiveInfinity;

    /// <summary>The same seed draws the same numbers; which connection gets them depends on who comes first.</summary>
    public int Seed { get; init; } = 1;
}
