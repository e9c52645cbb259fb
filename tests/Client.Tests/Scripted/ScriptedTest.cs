using System.Collections.Concurrent;

namespace SmartTransfer.Client.Tests.Scripted;

/// <summary>A test against a scripted service, with a folder of its own.</summary>
public abstract class ScriptedTest : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("client-");
    private readonly List<TransferClient> _clients = [];

    private protected ScriptedService Service { get; private set; } = null!;

    private protected JournalFolder Journals => new(In("journals"));

    private protected ConcurrentQueue<TransferEvent> Events { get; } = [];

    public async Task InitializeAsync() => Service = await ScriptedService.StartAsync();

    public async Task DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await Service.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private protected string In(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Writes a file of random bytes.</summary>
    private protected (string Path, byte[] Bytes) NewFile(int length, string name = "file.bin", int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        File.WriteAllBytes(In(name), bytes);
        return (In(name), bytes);
    }

    private protected TransferClient Client(Action<TransferClientOptions>? configure = null)
    {
        var options = new TransferClientOptions { Journals = Journals, Patience = TimeSpan.FromSeconds(30), Random = new Random(1) };
        configure?.Invoke(options);
        var client = new TransferClient(Service.Address, options);
        _clients.Add(client);
        return client;
    }

    private protected UploadOptions Options => new() { Events = Events.Enqueue };
}
