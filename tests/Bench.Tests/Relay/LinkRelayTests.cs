using System.Net;
using System.Net.Sockets;
using SmartTransfer.Bench.Links;
using SmartTransfer.Bench.Relay;
using SmartTransfer.Bench.Rig;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Bench.Tests.Relay;

public sealed class LinkRelayTests : IAsyncDisposable
{
    private static readonly LinkProfile Clean = new()
    {
        Name = "clean",
        FileBytes = 1,
        LevelBytesPerSecond = [64e6],
        RoundTripSeconds = 0.002,
    };

    private readonly CancellationTokenSource _stopping = new();
    private readonly TcpListener _host = new(IPAddress.Loopback, 0);
    private readonly StringWriter _told = new();
    private readonly TextWriter _log;
    private readonly Task _serving;
    private Task _relaying = Task.CompletedTask;
    private LinkRelay? _relay;

    public LinkRelayTests()
    {
        _log = TextWriter.Synchronized(_told);
        _host.Start();
        _serving = EchoAsync();
    }

    [Fact]
    public async Task Bytes_come_through_both_ways_and_the_end_is_told()
    {
        var sent = Bytes(1_000_000);
        Assert.Equal(sent, await EchoOverAsync(Clean, sent));
    }

    [Fact]
    public async Task A_corrupting_link_changes_bits_and_no_head()
    {
        var sent = Bytes(2_000_000);
        "PUT /chunk HTTP/1.1\r\n\r\n"u8.CopyTo(sent);
        var received = await EchoOverAsync(Clean with { CorruptionsPerByte = 1.0 / 100_000 }, sent);
        Assert.Equal(sent.Length, received.Length);
        var changed = sent.Zip(received).Count(pair => pair.First != pair.Second);
        Assert.InRange(changed, 1, 60);
        Assert.Equal(sent.AsSpan(0, 1024), received.AsSpan(0, 1024));
        Assert.Equal(changed, Told("A bit is changed."));
    }

    [Fact]
    public async Task A_reset_ends_a_connection_at_both_ends()
    {
        using var client = await OpenAsync(Clean with { ResetsPerSecond = 20 });
        _ = await Assert.ThrowsAsync<SocketException>(() => SendForeverAsync(client));
        Assert.Equal(1, Told("A connection is reset."));
    }

    [Fact]
    public async Task A_handover_breaks_all_connections_and_a_new_one_passes_afterwards()
    {
        var link = Clean with { HandoverSeconds = 0.5, OutageSeconds = 0.1 };
        using var first = await OpenAsync(link);
        using var second = await ConnectAsync();
        _ = await Assert.ThrowsAsync<SocketException>(() => SendForeverAsync(first));
        _ = await Assert.ThrowsAsync<SocketException>(() => SendForeverAsync(second));
        Assert.True(Told("Handover") >= 1, _told.ToString());
        byte[] back = [];
        for (var tries = 0; back.Length == 0 && tries < 100; tries++)
        {
            using var third = await ConnectAsync();
            back = await EchoAsync(third, [1, 2, 3]).ContinueWith(echo => echo.IsFaulted ? [] : echo.Result, TaskScheduler.Default);
        }

        Assert.Equal([1, 2, 3], back);
    }

    [Fact]
    public async Task A_stall_carries_nothing_and_closes_nothing()
    {
        using var client = await OpenAsync(Clean with { StallsPerSecond = 20 });
        await Eventually.HoldsAsync("the connection stalls", () => Told("A connection stalls.") == 1);
        await Task.Delay(100);
        Drain(client);
        _ = await client.SendAsync(new byte[] { 1, 2, 3 });
        await Task.Delay(300);
        Assert.False(client.Poll(0, SelectMode.SelectRead));
    }

    [Theory]
    [InlineData("no-link", "http://127.0.0.1:1", "0")]
    [InlineData("satellite", "ftp://127.0.0.1:1", "0")]
    [InlineData("satellite", "http://127.0.0.1:1", "70000")]
    [InlineData("satellite")]
    public async Task What_the_command_cannot_use_is_refused(params string[] arguments) =>
        Assert.Equal(2, await RelayCommand.RunAsync(arguments, TextWriter.Null, CancellationToken.None));

    [Fact]
    public void The_script_knows_the_links_of_the_relay()
    {
        var script = File.ReadAllText(Path.Combine(RepositoryFolder.Find(), "start.sh"));
        var known = script.Split('\n').Single(line => line.TrimStart().StartsWith("'' | ", StringComparison.Ordinal))
            .Split(')')[0].Split('|', StringSplitOptions.TrimEntries).Skip(1);
        Assert.Equal(RelayCommand.Links.Keys.Order(), known.Order());
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _host.Dispose();
        await Task.WhenAll(_serving, _relaying).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await (_relay?.DisposeAsync() ?? ValueTask.CompletedTask);
        _stopping.Dispose();
    }

    private static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private static void Drain(Socket client)
    {
        while (client.Available > 0)
        {
            _ = client.Receive(new byte[1024]);
        }
    }

    private static async Task SendForeverAsync(Socket client)
    {
        var buffer = new byte[4096];
        while (true)
        {
            _ = await client.SendAsync(buffer);
            if (await client.ReceiveAsync(buffer) == 0)
            {
                return;
            }
        }
    }

    private int Told(string text)
    {
        lock (_log)
        {
            return _told.ToString().Split('\n').Count(line => line.Contains(text, StringComparison.Ordinal));
        }
    }

    private async Task<byte[]> EchoOverAsync(LinkProfile link, byte[] sent)
    {
        using var client = await OpenAsync(link);
        return await EchoAsync(client, sent);
    }

    private static async Task<byte[]> EchoAsync(Socket client, byte[] sent)
    {
        var received = new MemoryStream();
        await using var stream = new NetworkStream(client);
        var receiving = stream.CopyToAsync(received);
        await stream.WriteAsync(sent);
        client.Shutdown(SocketShutdown.Send);
        await receiving;
        return received.ToArray();
    }

    private async Task<Socket> OpenAsync(LinkProfile link)
    {
        var host = new Uri($"http://127.0.0.1:{((IPEndPoint)_host.LocalEndpoint).Port}");
        _relay = new LinkRelay(link, host, 0, 1, new LinkLog(_log));
        _relaying = _relay.RunAsync(_stopping.Token);
        return await ConnectAsync();
    }

    private async Task<Socket> ConnectAsync()
    {
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, _relay!.Address.Port);
        return client;
    }

    private async Task EchoAsync()
    {
        while (true)
        {
            var client = await _host.AcceptSocketAsync(_stopping.Token);
            _ = Task.Run(async () =>
            {
                await using var stream = new NetworkStream(client, ownsSocket: true);
                await stream.CopyToAsync(stream, _stopping.Token);
            });
        }
    }
}
