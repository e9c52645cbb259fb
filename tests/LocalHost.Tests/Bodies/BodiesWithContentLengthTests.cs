using System.Net;
using SmartTransfer.LocalHost.Diagnostics;
using SmartTransfer.LocalHost.Tests.Functions;
using SmartTransfer.LocalHost.Tests.Hosting;

namespace SmartTransfer.LocalHost.Tests.Bodies;

public sealed class BodiesWithContentLengthTests
{
    private const int ClientLeftInBody = 3;

    private static readonly string[] Bodies = ["smart-transfer-", "ASPNETCORE_"];

    [Fact]
    public async Task A_connection_cut_in_mid_body_never_reaches_the_function()
    {
        await using var host = await RunningHost.StartAsync<BodyFunctions>();
        using var connection = await host.ConnectAsync();
        await connection.SendAsync("PUT /api/WatchBody HTTP/1.1", "Host: x", "Content-Length: 10", "", "12345");
        connection.Cut();

        Assert.Contains("WatchBody was not called", await host.Log.EntryAsync(ClientLeftInBody), StringComparison.Ordinal);
        Assert.Equal(0, host.Seen.Count);
    }

    [Fact]
    public async Task The_function_is_called_only_once_the_whole_body_is_there()
    {
        await using var host = await RunningHost.StartAsync<BodyFunctions>();
        using var connection = await host.ConnectAsync();
        await connection.SendAsync("PUT /api/WatchBody HTTP/1.1", "Host: x", "Content-Length: 10", "", "12345");

        // An answer to a later request: had the function been called for the first half, it would have been called by now.
        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.PutAsync("api/WatchBody", new ByteArrayContent(new byte[3]))).StatusCode);
        Assert.Equal("called", await host.Seen.NextAsync<string>());
        Assert.Equal(3, await host.Seen.NextAsync<int>());
        Assert.Equal(0, host.Seen.Count);

        await connection.SendAsync("67890");
        Assert.Equal("called", await host.Seen.NextAsync<string>());
        Assert.Equal(10, await host.Seen.NextAsync<int>());
        Assert.StartsWith("HTTP/1.1 204", await connection.HeadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_stream_mode_what_arrived_before_the_cut_reaches_the_function()
    {
        await using var host = await RunningHost.StartAsync<BodyFunctions>("--LocalHost:Bodies=stream");
        using var connection = await host.ConnectAsync();
        await connection.SendAsync("PUT /api/WatchBody HTTP/1.1", "Host: x", "Content-Length: 10", "", "12345");

        Assert.Equal("called", await host.Seen.NextAsync<string>());
        Assert.Equal(5, await host.Seen.NextAsync<int>());
        connection.Cut();
        _ = await host.Seen.NextAsync<IOException>();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(128 << 10)]
    [InlineData((128 << 10) + 1)]
    [InlineData((4 << 20) - 1)]
    [InlineData(4 << 20)]
    [InlineData((4 << 20) + 1)]
    [InlineData(5_000_000)]
    public async Task A_body_arrives_whole_whether_it_fits_into_memory_or_not(int length)
    {
        foreach (var mode in (string[])["functions", "stream"])
        {
            await using var host = await RunningHost.StartAsync<BodyFunctions>($"--LocalHost:Bodies={mode}");
            var answer = await host.Client.PutAsync("api/ReadBody", new ByteArrayContent(new byte[length]));
            Assert.Equal($"{length}", await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task A_long_body_is_in_a_file_without_a_name_so_that_a_killed_host_leaves_nothing()
    {
        if (!OperatingSystem.IsLinux())
        {
            // Only Linux tells which files a process has open.
            return;
        }

        await using var host = await RunningHost.StartAsync<BodyFunctions>();
        using var connection = await host.ConnectAsync();
        await connection.SendAsync("PUT /api/ReadBody HTTP/1.1", "Host: x", "Content-Length: 5000000", "", "");
        await connection.SendAsync(new byte[4_999_999]);

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (OpenTemporaryFiles() is [])
        {
            await Task.Delay(10, patience.Token);
        }

        // Once it answers something else, it is past the moment in which the file was made.
        _ = await host.Client.PutAsync("api/ReadBody", new ByteArrayContent(new byte[3]));
        Assert.All(OpenTemporaryFiles(), file => Assert.EndsWith(".body (deleted)", file, StringComparison.Ordinal));
        await connection.SendAsync(new byte[1]);
        Assert.StartsWith("HTTP/1.1 200", await connection.HeadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_finds_no_room_in_memory_goes_to_a_file_and_arrives_as_well()
    {
        if (!OperatingSystem.IsLinux())
        {
            // Only Linux tells which files a process has open.
            return;
        }

        const int bytes = 4 << 20;
        await using var host = await RunningHost.StartAsync<BodyFunctions>();
        var connections = new List<RawConnection>();
        try
        {
            // Eight of them fill the room.
            for (var i = 0; i < 9; i++)
            {
                connections.Add(await host.ConnectAsync());
                await connections[^1].SendAsync("PUT /api/ReadBody HTTP/1.1", "Host: x", $"Content-Length: {bytes}", "", "");
                await connections[^1].SendAsync(new byte[bytes - 1]);
            }

            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while (OpenTemporaryFiles() is [])
            {
                await Task.Delay(10, patience.Token);
            }

            foreach (var connection in connections)
            {
                await connection.SendAsync(new byte[1]);
                Assert.StartsWith("HTTP/1.1 200", await connection.HeadAsync(), StringComparison.Ordinal);
            }
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }
    }

    [Fact]
    public async Task The_bytes_are_those_that_were_sent()
    {
        await using var host = await RunningHost.StartAsync<EchoFunctions>();
        var sent = new byte[1_500_000];
        for (var i = 0; i < sent.Length; i++)
        {
            sent[i] = (byte)(i * 7 >> 3);
        }

        var answer = await host.Client.PostAsync("api/echo", new ByteArrayContent(sent));
        Assert.Equal(sent, await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task The_function_sees_a_body_that_cannot_be_rewound_as_under_the_worker()
    {
        await using var host = await RunningHost.StartAsync<BodyFunctions>();
        var answer = await host.Client.PutAsync("api/DescribeBody", new ByteArrayContent(new byte[3]));
        Assert.Equal("seekable: False, limit: 30000000", await answer.Content.ReadAsStringAsync());
    }

    private static string[] OpenTemporaryFiles() =>
    [
        .. Directory.EnumerateFileSystemEntries("/proc/self/fd")
            .Select(descriptor => new FileInfo(descriptor).LinkTarget)
            .OfType<string>()
            .Where(file => Path.GetDirectoryName(file) == Path.TrimEndingDirectorySeparator(Path.GetTempPath()))
            // Those of the host and of the framework's own buffers; what runs the tests may have others open.
            .Where(file => Bodies.Any(begin => Path.GetFileName(file).StartsWith(begin, StringComparison.Ordinal))),
    ];
}
