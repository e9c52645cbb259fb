namespace SmartTransfer.Functions.Tests.Hosting;

/// <summary>A folder with the app's host.json and nothing else, so that no settings of the machine's user come in.</summary>
public sealed class HostFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("functions-").FullName;

    public HostFolder() => File.Copy(Path.Combine(Repository.Root, "host.json"), Path.Combine(_path, "host.json"));

    /// <summary>The command line's part that makes the host look here.</summary>
    public string Argument => $"--AzureWebJobsScriptRoot={_path}";

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
