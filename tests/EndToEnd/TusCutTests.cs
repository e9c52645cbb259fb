using System.Net;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Testing.Client;
using SmartTransfer.Testing.Files;
using SmartTransfer.Testing.Time;
using Xunit.Abstractions;

namespace SmartTransfer.EndToEnd;

/// <summary>One PATCH for the whole file, as tus clients send it by default, over connections that break.</summary>
public sealed class TusCutTests(EndToEndFixture fixture, ITestOutputHelper output) : EndToEndTest(fixture, output)
{
    private const int Cuts = 50;
    private const int PieceBytes = 64 * 1024;
    private const int FileBytes = 100 * 1024 * 1024;

    // What the host has read ahead of the function: its buffer, and the piece that filled it.
    private const int ReadAheadBytes = (128 * 1024) + PieceBytes;

    // What the kernel holds of a connection on both sides at most besides (tcp_wmem and tcp_rmem).
    private const int MostInFlightBytes = (4 * 1024 * 1024) + (6 * 1024 * 1024) + ReadAheadBytes;

    private readonly SeededFile _file = new(seed: 51, FileBytes);

    /// <summary>The ways in which a host hands a body on as it arrives.</summary>
    public static TheoryData<string, BodyCoding> Streaming => new()
    {
        { Functions, BodyCoding.Chunked },
        { Stream, BodyCoding.Length },
        { Stream, BodyCoding.Chunked },
    };

    [Theory]
    [MemberData(nameof(Streaming))]
    public async Task A_PATCH_of_100_MiB_that_is_cut_50_times_loses_only_what_was_on_its_way_and_ends_byte_for_byte(
        string bodies, BodyCoding coding)
    {
        var host = await SharedHostAsync(bodies);
        using var client = new TusClient(host.Address);
        var path = await client.StartAsync(FileBytes);
        var random = new Random(11);
        long furthest = 0;
        for (var cut = 0; cut < Cuts; cut++)
        {
            var (request, offset) = await BeginAtTheEndAsync(host.Address, client, path, coding);
            Assert.InRange(offset, 0, furthest);
            var inGoodOrder = cut % 2 == 0;

            // The cuts that are left have as much of the file to fall into.
            var sent = random.Next(1, (int)(2 * (FileBytes - offset) / (Cuts - cut + 2)));
            await SendAsync(request, offset, sent, inGoodOrder);

            // Closed in good order, a chunked body gives all that was sent; of one with a length the web server keeps to itself
            // what it has read
            // ahead when it finds that the end is missing. Of a connection that is reset the kernel throws away what nobody had read.
            var most = inGoodOrder ? coding is BodyCoding.Chunked ? 0 : ReadAheadBytes : MostInFlightBytes;
            var least = offset + Math.Max(0, sent - most);
            await Eventually.HoldsAsync(
                $"after cut {cut} of {sent} bytes at {offset} the upload stands at {least} at least",
                async () => await client.OffsetAsync(path) >= least);
            furthest = Math.Max(furthest, offset + sent);
        }

        Assert.InRange(furthest, FileBytes / 4, FileBytes - 1);
        for (var status = HttpStatusCode.Conflict; status is HttpStatusCode.Conflict;)
        {
            var offset = await client.OffsetAsync(path);
            (status, var end) = await client.PatchAsync(path, offset, _file.Read(new ByteRange(offset, FileBytes - offset)), coding);
            Assert.True(status is HttpStatusCode.Conflict || (status is HttpStatusCode.NoContent && end == FileBytes), $"{status} {end}");
        }

        Assert.Equal(_file.Sha256(), await Connect(host).DownloadSha256Async(path[(path.LastIndexOf('/') + 1)..]));
    }

    [Fact]
    public async Task A_PATCH_with_a_length_that_is_cut_under_a_host_that_takes_bodies_in_leaves_the_offset_where_it_was()
    {
        var host = await SharedHostAsync(Functions);
        using var client = new TusClient(host.Address);
        var path = await client.StartAsync(FileBytes);

        await SendAsync(
            await CutRequest.BeginPatchAsync(host.Address, path, 0, FileBytes, BodyCoding.Length), 0, 1024 * 1024, inGoodOrder: true);

        Assert.Equal(0, await client.OffsetAsync(path));
        Assert.Equal((HttpStatusCode.NoContent, (long?)1000), await client.PatchAsync(path, 0, _file.Read(new ByteRange(0, 1000))));
    }

    [Theory]
    [MemberData(nameof(Streaming))]
    public async Task A_retry_does_not_wait_for_a_connection_that_died_without_a_word(string bodies, BodyCoding coding)
    {
        const int Length = 9 * 1024 * 1024;
        var file = new SeededFile(seed: 52, Length);
        var host = await SharedHostAsync(bodies);
        using var client = new TusClient(host.Address);
        var path = await client.StartAsync(Length);
        using var dead = await CutRequest.BeginPatchAsync(host.Address, path, 0, Length, coding);
        await dead.SendBodyAsync(file.Read(new ByteRange(0, 5 * 1024 * 1024)));
        await Eventually.HoldsAsync("the first block of the dead connection is stored", async () => await client.OffsetAsync(path) > 0);

        var offset = await client.OffsetAsync(path);
        Assert.Equal(
            (HttpStatusCode.NoContent, (long?)Length),
            await client.PatchAsync(path, offset, file.Read(new ByteRange(offset, Length - offset)), coding));

        Assert.Equal(file.Sha256(), await Connect(host).DownloadSha256Async(path[(path.LastIndexOf('/') + 1)..]));
    }

    [Fact]
    public async Task A_silent_connection_is_given_up_and_what_it_sent_stays()
    {
        var host = await StartHostAsync(Stream, null, ("SmartTransfer__Streams__StallTimeout", "00:00:01"));
        using var client = new TusClient(host.Address);
        var path = await client.StartAsync(FileBytes);
        using var silent = await CutRequest.BeginPatchAsync(host.Address, path, 0, FileBytes, BodyCoding.Length);
        await silent.SendBodyAsync(_file.Read(new ByteRange(0, 123_456)));

        await Eventually.HoldsAsync("what the silent connection sent is stored", async () => await client.OffsetAsync(path) == 123_456);
    }

    /// <summary>
    /// Begins where the upload stands. Until the host has heard that the last connection broke, that may move on once more.
    /// </summary>
    private static async Task<(CutRequest Request, long Offset)> BeginAtTheEndAsync(
        Uri host, TusClient client, string path, BodyCoding coding)
    {
        while (true)
        {
            var offset = await client.OffsetAsync(path);
            try
            {
                return (await CutRequest.BeginPatchAsync(host, path, offset, FileBytes - offset, coding), offset);
            }
            catch (InvalidDataException refused) when (refused.Message.Contains(" 409 ", StringComparison.Ordinal))
            {
                // The offset is another one by now.
            }
        }
    }

    private async Task SendAsync(CutRequest request, long offset, int bytes, bool inGoodOrder)
    {
        using (request)
        {
            for (var sent = 0; sent < bytes; sent += PieceBytes)
            {
                await request.SendBodyAsync(_file.Read(new ByteRange(offset + sent, Math.Min(PieceBytes, bytes - sent))));
            }

            if (!inGoodOrder)
            {
                request.Reset();
            }
        }
    }
}
