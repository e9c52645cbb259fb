using SmartTransfer.Testing.Client;
using SmartTransfer.Testing.Hosts;
using SmartTransfer.Testing.Inspection;
using Xunit.Abstractions;

namespace SmartTransfer.EndToEnd;

/// <summary>
/// A test over real HTTP, with hosts that are processes and storage of its own. Ends whatever it started; fails when a host
/// logged a fault; shows what the hosts wrote when it fails.
/// </summary>
[Collection(EndToEndCollection.Name)]
public abstract class EndToEndTest(EndToEndFixture fixture, ITestOutputHelper output) : IAsyncLifetime
{
    protected const string Functions = "functions";
    protected const string Stream = "stream";

    private readonly StorageNames _names = StorageNames.Fresh();
    private readonly List<IAsyncDisposable> _started = [];
    private readonly List<(HostProcess Host, int LinesBefore)> _hosts = [];
    private readonly List<ApiClient> _clients = [];

    /// <summary>Both ways in which a host hands request bodies on.</summary>
    public static TheoryData<string> BodyModes => [Functions, Stream];

    /// <summary>Both ways in which a host hands request bodies on, with both ways in which a client sends them.</summary>
    public static TheoryData<string, BodyCoding> BodyModesAndCodings => new()
    {
        { Functions, BodyCoding.Length },
        { Functions, BodyCoding.Chunked },
        { Stream, BodyCoding.Length },
        { Stream, BodyCoding.Chunked },
    };

    protected string ConnectionString => fixture.ConnectionString;

    protected StorageNames Names => _names;

    /// <summary>Text by which the test knows the one fault that the hosts are to log; null for none.</summary>
    protected string? ExpectedFault { get; set; }

    /// <summary>What is in the storage of this test's own hosts.</summary>
    protected StoredUploads Stored { get; private set; } = null!;

    /// <summary>What is in the storage of the shared hosts.</summary>
    protected StoredUploads SharedStored { get; private set; } = null!;

    public virtual Task InitializeAsync()
    {
        Stored = _names.Open(ConnectionString);
        SharedStored = fixture.Names.Open(ConnectionString);
        return Task.CompletedTask;
    }

    public virtual async Task DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        _started.Reverse();
        foreach (var started in _started)
        {
            await started.DisposeAsync();
        }

        await Stored.DropAsync();
        foreach (var (host, linesBefore) in _hosts)
        {
            output.WriteLine($"--- host on {host.Address}");
            output.WriteLine(string.Join(Environment.NewLine, host.Output.Lines.Skip(linesBefore)));
        }

        Assert.DoesNotContain(
            _hosts.SelectMany(entry => entry.Host.Output.FaultsAfter(entry.LinesBefore)),
            fault => ExpectedFault is null || !fault.Contains(ExpectedFault, StringComparison.Ordinal));
    }

    /// <summary>Starts a host of this test's own.</summary>
    protected async Task<HostProcess> StartHostAsync(
        string bodies = Functions, StorageProxy? through = null, params (string Name, string Value)[] more)
    {
        var settings = _names.Settings(
            through?.ConnectionString ?? ConnectionString,
            bodies) with
        { More = more.ToDictionary(setting => setting.Name, setting => setting.Value) };
        var host = await HostProcess.StartAsync(settings);
        _started.Add(host);
        _hosts.Add((host, 0));
        return host;
    }

    /// <summary>The host that all tests share, for those that do nothing to it.</summary>
    protected async Task<HostProcess> SharedHostAsync(string bodies = Functions)
    {
        var host = await fixture.SharedHostAsync(bodies);
        _hosts.Add((host, host.Output.Lines.Count));
        return host;
    }

    /// <summary>Puts a proxy before storage.</summary>
    protected StorageProxy StartProxy()
    {
        var proxy = new StorageProxy(ConnectionString);
        _started.Add(proxy);
        return proxy;
    }

    /// <summary>Has something ended with the test, before what was started earlier.</summary>
    protected T EndWithTest<T>(T started)
        where T : IAsyncDisposable
    {
        _started.Add(started);
        return started;
    }

    /// <summary>A client of a host.</summary>
    protected ApiClient Connect(HostProcess host) => Connect(host, 1)[0];

    /// <summary>Several clients of a host, each of which holds a connection while it sends.</summary>
    protected ApiClient[] Connect(HostProcess host, int count)
    {
        var clients = Enumerable.Range(0, count).Select(_ => new ApiClient(host.Address)).ToArray();
        _clients.AddRange(clients);
        return clients;
    }
}
