using System.Security.Cryptography;
using System.Text.Json;
using SmartTransfer.Testing.Hosts;

namespace SmartTransfer.Cli.Tests;

/// <summary>A test of the program against the real service, with folders of its own.</summary>
[Collection(HostCollection.Name)]
public abstract class StxTest(HostFixture fixture) : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stx-");
    private readonly List<StxProcess> _started = [];
    private HttpRelay? _relay;
    private volatile bool _holds;

    private protected Dictionary<string, string> Environment { get; } = new() { ["STX_SERVICE"] = fixture.Host.Address.AbsoluteUri };

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _started.ForEach(process => process.Dispose());
        LetThrough();
        await (_relay?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder.Delete(recursive: true);
    }

    private protected Uri Service => fixture.Host.Address;

    /// <summary>Puts a relay before the service, for the programs that are started from now on.</summary>
    /// <param name="holds">
    /// Which requests do not get through: until <see cref="LetThrough"/> they are held, and then their connections are broken.
    /// </param>
    private protected void HoldBack(Func<RelayedRequest, bool> holds)
    {
        _holds = true;
        _relay = new HttpRelay("service", Service, async (request, moment) =>
        {
            var isHeld = _holds && moment is RelayMoment.Request && holds(request);
            while (isHeld && _holds)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20));
            }

            return isHeld ? RelayVerdict.Drop : RelayVerdict.Pass;
        });
        Environment["STX_SERVICE"] = $"http://127.0.0.1:{_relay.Port}/";
    }

    private protected void LetThrough() => _holds = false;

    private protected string In(string name) => Path.Combine(_folder.FullName, name);

    private protected string NewFile(string name, long length, int seed = 1)
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
        using var file = File.Create(In(name));
        var random = new Random(seed);
        var buffer = new byte[64 * 1024];
        for (long at = 0; at < length; at += buffer.Length)
        {
            random.NextBytes(buffer);
            file.Write(buffer, 0, (int)Math.Min(buffer.Length, length - at));
        }

        return In(name);
    }

    private protected StxProcess Start(params string[] arguments)
    {
        var process = StxProcess.Start(In("state"), Environment, arguments);
        _started.Add(process);
        return process;
    }

    /// <summary>Runs it to its end.</summary>
    private protected async Task<(int Code, string Output, string Talk)> RunAsync(params string[] arguments)
    {
        var process = Start(arguments);
        process.Input.Close();
        return (await process.WaitAsync(), process.Output, process.Talk);
    }

    /// <summary>Runs it to its end, which must be a success.</summary>
    private protected async Task<string> DoneAsync(params string[] arguments)
    {
        var (code, output, talk) = await RunAsync(arguments);
        Assert.True(code == 0, $"stx {string.Join(' ', arguments)} ended with {code}. {output}{talk}");
        return output;
    }

    /// <summary>The id that <c>put</c> printed.</summary>
    private protected static string IdOf(string output) => output.Split('\t')[0].Trim();

    private protected static IReadOnlyList<JsonElement> Lines(string output) =>
        [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>The most that a run with --json said to be accepted.</summary>
    private protected static long AcceptedBytes(StxProcess process) => Lines(process.Output)
        .Where(line => line.GetProperty("type").GetString() == "status")
        .Select(line => line.GetProperty("acceptedBytes").GetInt64())
        .DefaultIfEmpty()
        .Max();

    private protected static string Sha256(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(file));
    }

    private protected IEnumerable<string> Journals() =>
        Directory.Exists(In("state/smart-transfer")) ? Directory.EnumerateFiles(In("state/smart-transfer"), "*.json") : [];
}
