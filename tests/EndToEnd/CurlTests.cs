using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Testing.Files;
using Xunit.Abstractions;

namespace SmartTransfer.EndToEnd;

/// <summary>A person with curl and a shell uploads a file, in each way in which curl sends one.</summary>
public sealed class CurlTests(EndToEndFixture fixture, ITestOutputHelper output) : EndToEndTest(fixture, output)
{
    // Over a megabyte curl asks first (Expect: 100-continue).
    private const int ChunkBytes = 2 * 1024 * 1024;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smart-transfer-");

    public override async Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        await base.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(BodyModes))]
    public async Task Curl_uploads_a_file_in_chunks_and_gets_it_back(string bodies)
    {
        var host = await SharedHostAsync(bodies);
        var file = new SeededFile(seed: 3, (2 * ChunkBytes) + 5);
        var body = $$"""{"fileName":"curl.bin","length":{{file.Length}}}""";
        var start = await CurlAsync("-i", $"{host.Address}api/uploads", "-H", "Content-Type: application/json", "-d", body);
        var location = start.Split('\n').Single(
            line => line.StartsWith("Location:", StringComparison.OrdinalIgnoreCase)).Split(':', 2)[1].Trim();
        var upload = $"{host.Address}{location.TrimStart('/')}";

        var (name, digest, _) = Save(file, new ByteRange(0, ChunkBytes));
        _ = await CurlAsync(
            "-X", "PUT", "--data-binary", "@" + name, "-H", "Content-Type: application/octet-stream", "-H", digest, $"{upload}/chunks/0");
        (name, digest, _) = Save(file, new ByteRange(ChunkBytes, ChunkBytes));
        _ = await CurlAsync("-T", name, "-H", "Transfer-Encoding: chunked", "-H", digest, $"{upload}/chunks/{ChunkBytes}");
        (name, _, digest) = Save(file, new ByteRange(2 * ChunkBytes, 5));
        _ = await CurlAsync("-T", name, "-H", digest, $"{upload}/chunks/{2 * ChunkBytes}");
        using var completed = JsonDocument.Parse(await CurlAsync("-X", "POST", $"{upload}/complete"));
        var back = Path.Combine(_folder.FullName, "back");
        _ = await CurlAsync("-o", back, $"{upload}/content");

        Assert.Equal("completed", completed.RootElement.GetProperty("state").GetString());
        Assert.Equal(file.Read(new ByteRange(0, file.Length)), await File.ReadAllBytesAsync(back));
    }

    [Theory]
    [MemberData(nameof(BodyModes))]
    public async Task Curl_sends_what_it_reads_from_a_pipe(string bodies)
    {
        var host = await SharedHostAsync(bodies);
        var client = Connect(host);
        var file = new SeededFile(seed: 4, ChunkBytes);
        var started = await client.StartAsync("pipe.bin", file.Length, file.Sha256());
        var (name, digest, _) = Save(file, new ByteRange(0, ChunkBytes));

        await using (var source = File.OpenRead(name))
        {
            _ = await CurlAsync(source, "-T", "-", "-H", digest, $"{host.Address}api/uploads/{started.Id}/chunks/0");
        }

        _ = (await client.CompleteAsync(started.Id)).Expected();
        Assert.Equal(file.Sha256(), await client.DownloadSha256Async(started.Id));
    }

    [Fact]
    public async Task The_example_of_the_readme_works_as_it_stands()
    {
        const string DefaultHost = "http://127.0.0.1:7071";
        var host = await SharedHostAsync();
        var readme = await File.ReadAllTextAsync(Path.Combine(RepositoryRoot(), "README.md"));
        var example = readme.Split("```bash\n").Select(part => part.Split("```")[0]).Single(
            block => block.StartsWith($"HOST={DefaultHost}", StringComparison.Ordinal));

        var said = await RunAsync(
            null,
            "bash",
            "-euo",
            "pipefail",
            "-c",
            example.Replace(DefaultHost, host.Address.ToString().TrimEnd('/'), StringComparison.Ordinal));

        Assert.Contains("The same file: ", said, StringComparison.Ordinal);
    }

    private Task<string> CurlAsync(params string[] arguments) => CurlAsync(null, arguments);

    private Task<string> CurlAsync(System.IO.Stream? input, params string[] arguments) =>
        RunAsync(input, "curl", ["-sS", "--fail-with-body", "--noproxy", "*", "--max-time", "120", .. arguments]);

    private async Task<string> RunAsync(System.IO.Stream? input, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TMPDIR"] = _folder.FullName;
        start.Environment["no_proxy"] = "*";
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start; is it installed?");
        var answer = process.StandardOutput.ReadToEndAsync();
        var complaint = process.StandardError.ReadToEndAsync();
        if (input is not null)
        {
            await input.CopyToAsync(process.StandardInput.BaseStream);
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {await complaint} {await answer}");
        return await answer;
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SmartTransfer.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"No SmartTransfer.sln stands above {AppContext.BaseDirectory}.");
        }

        return folder.FullName;
    }

    /// <summary>Writes a part of the file where curl finds it, and gives both headers that may tell its digest.</summary>
    private (string Name, string Standard, string Plain) Save(SeededFile file, ByteRange range)
    {
        var bytes = file.Read(range);
        var name = Path.Combine(_folder.FullName, $"chunk-{range.Offset}");
        File.WriteAllBytes(name, bytes);
        var digest = SHA256.HashData(bytes);
        return (name, $"Content-Digest: sha-256=:{Convert.ToBase64String(digest)}:", $"x-chunk-sha256: {Convert.ToHexStringLower(digest)}");
    }
}
