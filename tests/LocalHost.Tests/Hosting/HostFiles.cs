namespace SmartTransfer.LocalHost.Tests.Hosting;

/// <summary>A folder of its own for one host: host.json and local.settings.json as the test writes them.</summary>
public sealed class HostFiles : IDisposable
{
    public HostFiles(string hostJson = """{ "version": "2.0" }""", string? localSettings = null)
    {
        Folder = Directory.CreateTempSubdirectory("localhost-").FullName;
        File.WriteAllText(Path.Combine(Folder, "host.json"), hostJson);
        if (localSettings is not null)
        {
            File.WriteAllText(Path.Combine(Folder, "local.settings.json"), localSettings);
        }
    }

    public string Folder { get; }

    /// <summary>The command line that makes the host look here, followed by <paramref name="more"/>.</summary>
    public string[] Args(params string[] more) => [$"--AzureWebJobsScriptRoot={Folder}", .. more];

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
