using System.Globalization;
using System.Net.Sockets;
using SmartTransfer.Bench.Rig;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Testing.Hosts;

namespace SmartTransfer.Bench.Completion;

/// <summary>
/// A <see cref="BlobStandIn"/> in a process of its own whose every blob has so many staged blocks of one size, so that what the measured
/// process allocates is its own.
/// </summary>
internal sealed class LongListProcess : IDisposable
{
    public const string Command = "long-list";

    /// <summary>The length of each block, in bytes.</summary>
    public const int BlockBytes = 256 * Sizes.KiB;

    private readonly ChildProcess _process;

    private LongListProcess(int port, int blocks)
    {
        Port = port;
        _process = new ChildProcess(
            "dotnet",
            [typeof(LongListProcess).Assembly.Location, Command, $"{port}", $"{blocks}"],
            Directory.CreateTempSubdirectory("smart-transfer-bench-"));
    }

    public int Port { get; }

    public static async Task<LongListProcess> StartAsync(int blocks)
    {
        var process = new LongListProcess(FreePorts.Take(1)[0], blocks);
        await process._process.ReadyAsync(async () =>
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync("127.0.0.1", process.Port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });
        return process;
    }

    /// <summary>What the process runs: the port and the number of blocks.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var blocks = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        var list = Enumerable.Range(0, blocks).Select(index => ((string, long))(IdOf(index).Encode(), BlockBytes)).ToList();
        await using var blobs = await BlobStandIn.StartAsync(int.Parse(arguments[0], CultureInfo.InvariantCulture), list);
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    public void Dispose() => _process.Dispose();

    private static BlockId IdOf(int index)
    {
        var content = BitConverter.GetBytes(index);
        var digests = new ChunkDigests(BlockBytes, Sha256Digest.Of(content), Crc64Nvme.Compute(content));
        return BlockId.ForChunk((long)index * BlockBytes, digests);
    }
}
