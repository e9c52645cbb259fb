namespace SmartTransfer.Infra.Tests;

/// <summary>How many requests an instance takes at once: the arithmetic of docs/operations.md, Memory.</summary>
internal static class RequestsAtOnce
{
    private const long MiB = 1024 * 1024;

    public static long Of(long memoryMB, long maxChunkBytes) => Math.Clamp((memoryMB - 384) * MiB / ((5 * maxChunkBytes) + MiB), 1, 1000);
}
