using System.Net;
using System.Net.Sockets;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Testing.Client;
using SmartTransfer.Testing.Files;
using SmartTransfer.Testing.Time;
using Xunit.Abstractions;

namespace SmartTransfer.EndToEnd;

/// <summary>Hosts that are told to stop (SIGTERM), as at every deployment.</summary>
public sealed class ShutdownTests(EndToEndFixture fixture, ITestOutputHelper output) : EndToEndTest(fixture, output)
{
    private const int ChunkBytes = 1024 * 1024;

    private readonly SeededFile _file = new(seed: 15, 2 * ChunkBytes);

    [Theory]
    [MemberData(nameof(BodyModesAndCodings))]
    public async Task A_chunk_that_is_on_its_way_when_the_host_is_told_to_stop_is_still_taken_in(string bodies, BodyCoding coding)
    {
        var host = await StartHostAsync(bodies, more: ("LocalHost__ShutdownSeconds", "60"));
        var started = await Connect(host).StartAsync("graceful.bin", _file.Length, _file.Sha256());
        using var content = new HeldContent(_file.Read(new ByteRange(0, ChunkBytes)));
        var sending = Connect(host).PutChunkAsync(started.Id, 0, content, coding);
        await content.HalfSent;

        // An idle connection is closed at once, and no new one is let in.
        await host.BeginStopAsync();
        await Eventually.HoldsAsync("the host lets nobody in any more", async () => !await AcceptsAsync(host.Address));
        content.Release();

        Assert.Equal(HttpStatusCode.OK, (await sending).Status);
        Assert.Equal(0, await host.WaitForExitAsync());
        Assert.Equal((1, 0), await Stored.BlocksAsync(started.Id));

        // What only served advice is written, too, where there is time for it.
        Assert.Contains(await Stored.RowsAsync(started.Id), row => row.StartsWith("net:", StringComparison.Ordinal));
    }

    private static async Task<bool> AcceptsAsync(Uri address)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(address.Host, address.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>A body whose second half waits.</summary>
    private sealed class HeldContent : HttpContent
    {
        private readonly TaskCompletionSource _halfSent = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly byte[] _bytes;

        public HeldContent(byte[] bytes)
        {
            _bytes = bytes;
            _ = Headers.TryAddWithoutValidation("Content-Digest", ApiClient.ContentDigest(bytes));
        }

        /// <summary>Completes once the first half has been handed to the network.</summary>
        public Task HalfSent => _halfSent.Task;

        /// <summary>Lets the second half go.</summary>
        public void Release() => _released.SetResult();

        protected override async Task SerializeToStreamAsync(System.IO.Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(_bytes.AsMemory(0, _bytes.Length / 2));
            await stream.FlushAsync();
            _halfSent.SetResult();
            await _released.Task;
            await stream.WriteAsync(_bytes.AsMemory(_bytes.Length / 2));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _bytes.Length;
            return true;
        }
    }
}
