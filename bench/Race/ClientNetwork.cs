using SmartTransfer.Bench.Rig;

namespace SmartTransfer.Bench.Race;

/// <summary>
/// A network for one run: a namespace for its client, and a link between that and the servers. Its addresses are never used again, so
/// that no server knows the client from an earlier run.
/// </summary>
internal sealed class ClientNetwork : IDisposable
{
    private const int Subnets = 250;

    private static int _count;

    private readonly ChildProcess _holder;
    private readonly TunDevice _client;
    private readonly TunDevice _server;
    private readonly int _subnet = Interlocked.Increment(ref _count);

    private ClientNetwork()
    {
        _holder = new ChildProcess("unshare", ["-n", "sleep", "infinity"], Directory.CreateTempSubdirectory("smart-transfer-bench-"));
        (_client, _server) = (new TunDevice($"c{_subnet}"), new TunDevice($"s{_subnet}"));
    }

    /// <summary>Where the client finds the servers.</summary>
    public string ServerAddress => Address(1);

    /// <summary>What carries the packets.</summary>
    public PacketLink Link { get; private set; } = null!;

    private string ClientAddress => Address(2);

    public static async Task<ClientNetwork> CreateAsync(RaceLink link, ulong seed)
    {
        var network = new ClientNetwork();
        try
        {
            await network.ConnectAsync();
            network.Link = new PacketLink(link, seed, network._client, network._server);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>The command line that runs a command in the client's network.</summary>
    public string[] Enter(string command, params IEnumerable<string> arguments) => ["nsenter", .. Within, command, .. arguments];

    public void Dispose()
    {
        Link?.Dispose();
        _client.Dispose();
        _server.Dispose();
        _holder.Dispose();
    }

    private string[] Within => ["-t", $"{_holder.Id}", "-n"];

    private async Task ConnectAsync()
    {
        // unshare is in the new network before it becomes what it runs.
        await _holder.ReadyAsync(() => Task.FromResult(NetworkOf(_holder.Id) is { } own && own != NetworkOf(Environment.ProcessId)));
        await Namespaces.DoAsync("ip", "link", "set", _client.Name, "netns", $"{_holder.Id}");
        await UpAsync("ip", [], _server.Name, ServerAddress, ClientAddress);
        await UpAsync("nsenter", [.. Within, "ip"], _client.Name, ClientAddress, ServerAddress);
    }

    private static async Task UpAsync(string command, string[] before, string device, string own, string other)
    {
        await Namespaces.DoAsync(command, [.. before, "addr", "add", $"{own}/32", "dev", device]);
        await Namespaces.DoAsync(command, [.. before, "link", "set", device, "mtu", $"{TunDevice.PacketBytes}", "up"]);
        await Namespaces.DoAsync(command, [.. before, "route", "add", $"{other}/32", "dev", device]);
    }

    private static string? NetworkOf(int process)
    {
        try
        {
            return File.ResolveLinkTarget($"/proc/{process}/ns/net", returnFinalTarget: false)?.Name;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private string Address(int host) => $"10.{_subnet / Subnets}.{_subnet % Subnets}.{host}";
}
