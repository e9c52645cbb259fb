using System.Text.Json;
using SmartTransfer.Bench.Rig;

namespace SmartTransfer.Bench.Race;

/// <summary>Who races: our client, and what a user would otherwise take.</summary>
internal static class Racers
{
    public const string Ours = "stx to us";
    public const string TusDefault = "tus-js-client to @tus/server";
    public const string TusMebibyte = "tus-js-client, 1 MiB, to @tus/server";

#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    private const string Mebibyte = "1048576";

    public static readonly IReadOnlyList<Racer> All =
    [
        new(Ours, Verifies: true, StxCommand, (servers, output, _) => servers.HostDigestAsync(UploadOf(output))),
        new("tus-js-client with advice, to us", Verifies: false,
            (servers, address, file, _) => TusCommand(HostTus(servers, address), file, "advised"), HostTusDigestAsync),
        new("tus-js-client to us", Verifies: false,
            (servers, address, file, _) => TusCommand(HostTus(servers, address), file), HostTusDigestAsync),
        new(TusDefault, Verifies: false,
            (servers, address, file, _) => TusCommand(servers.Peer(address), file), PeerDigestAsync),
        new(TusMebibyte, Verifies: false,
            (servers, address, file, _) => TusCommand(servers.Peer(address), file, Mebibyte), PeerDigestAsync),
        new("Azure.Storage.Blobs to storage", Verifies: false, AzureCommand, DirectDigestAsync),
        new("rclone to storage", Verifies: true, RcloneCommand, DirectDigestAsync),
    ];

    // bench/run.sh publishes it as docs/clients.md says; without that, it is compiled as it runs.
    private static string[] Stx()
    {
        var folder = Path.Combine(RepositoryFolder.Find(), "src", "Cli", "bin");
        var native = Path.Combine(folder, "race", "stx");
        return File.Exists(native) ? [native] : ["dotnet", Path.Combine(folder, Configuration, "net10.0", "stx.dll")];
    }

    private static string[] StxCommand(RaceServers servers, string address, string file, string name) =>
    [
        .. Stx(),
        "put", file, "--json", "--quiet", "--state", Path.Combine(Path.GetDirectoryName(file)!, name),
        "--service", $"{new Uri(servers.Host(address), "api/")}",
    ];

    private static string[] TusCommand(Uri endpoint, string file, params string[] chunks) =>
        ["node", Path.Combine(RepositoryFolder.Find(), "bench", "Race", "tus-upload.mjs"), $"{endpoint}", file, .. chunks];

    private static string[] AzureCommand(RaceServers servers, string address, string file, string name) =>
    [
        "dotnet", typeof(Racers).Assembly.Location, AzureUpload.Command,
        servers.Storage(address), RaceServers.DirectContainer, name, file,
    ];

    private static string[] RcloneCommand(RaceServers servers, string address, string file, string name) =>
    [
        "env", "RCLONE_CONFIG=/dev/null", "RCLONE_CONFIG_RACE_TYPE=azureblob",
        $"RCLONE_CONFIG_RACE_SAS_URL={servers.SignedStorage(address)}",
        "rclone", "--azureblob-chunk-size", $"{AzureUpload.BlockBytes}B", "copyto", file, $"race:{RaceServers.DirectContainer}/{name}",
    ];

    private static Uri HostTus(RaceServers servers, string address) => new(servers.Host(address), "api/tus");

    private static Task<string?> HostTusDigestAsync(RaceServers servers, string output, string name) =>
        servers.HostDigestAsync(LastSegment(output));

    private static Task<string?> PeerDigestAsync(RaceServers servers, string output, string name) =>
        servers.BlobDigestAsync(RaceServers.PeerContainer, LastSegment(output));

    private static Task<string?> DirectDigestAsync(RaceServers servers, string output, string name) =>
        servers.BlobDigestAsync(RaceServers.DirectContainer, name);

    private static string LastSegment(string output) => output.Trim().Split('/')[^1];

    /// <summary>The id in the line of stx that says what became of the file.</summary>
    private static string UploadOf(string output)
    {
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.TryGetProperty("result", out var id))
            {
                return id.GetString()!;
            }
        }

        return "none";
    }
}
