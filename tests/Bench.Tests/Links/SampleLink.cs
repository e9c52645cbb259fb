using SmartTransfer.Bench.Links;

namespace SmartTransfer.Bench.Tests.Links;

/// <summary>Links on which one can reckon by hand.</summary>
internal static class SampleLink
{
    public const double BytesPerSecond = 100_000;
    public const double RoundTripSeconds = 0.1;

    /// <summary>How long the server takes, at least and at most.</summary>
    public const double MinServerSeconds = 0.02;
    public const double MaxServerSeconds = 0.04;

    /// <summary>Nothing ever happens on it, and the first window is as wide as the link.</summary>
    public static LinkProfile Perfect(long fileBytes = 10_000_000) => new()
    {
        Name = "perfect",
        FileBytes = fileBytes,
        LevelBytesPerSecond = [BytesPerSecond],
        RoundTripSeconds = RoundTripSeconds,
    };

    public static TransferOutcome Send(LinkProfile link, long chunkBytes, int connections, ulong seed = 1) =>
        Transfer.Run(link, seed, new FixedChunks(chunkBytes, connections));
}
