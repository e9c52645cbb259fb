using System.Diagnostics;

namespace SmartTransfer.Testing.Azurite;

/// <summary>Azurite's program in eng/azurite. Where it is not there, npm installs it, at the versions of its lock file.</summary>
internal static class AzuriteProgram
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Where it is.</summary>
    /// <exception cref="InvalidOperationException">It is not there and could not be installed.</exception>
    public static async Task<string> FindAsync()
    {
        var folder = Folder();
        var program = Path.Combine(folder, "node_modules", ".bin", OperatingSystem.IsWindows() ? "azurite.cmd" : "azurite");
        if (!File.Exists(program))
        {
            // Several test projects may run at once.
            await using var turn = await TurnAsync(Path.Combine(folder, "installing"));
            if (!File.Exists(program))
            {
                await InstallAsync(folder);
            }
        }

        return program;
    }

    private static string Folder()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "SmartTransfer.sln")))
        {
            root = root.Parent;
        }

        return root is not null
            ? Path.Combine(root.FullName, "eng", "azurite")
            : throw new InvalidOperationException($"No SmartTransfer.sln stands above {AppContext.BaseDirectory}: where is Azurite?");
    }

    private static async Task<FileStream> TurnAsync(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(
                    path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            }
            catch (IOException)
            {
                await Task.Delay(PollInterval);
            }
        }
    }

    private static async Task InstallAsync(string folder)
    {
        var name = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        var npm = new ProcessStartInfo(name, ["ci", "--prefix", folder, "--no-audit", "--no-fund"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        try
        {
            using var process = Process.Start(npm) ?? throw new InvalidOperationException("npm did not start.");
            var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"npm ended with {process.ExitCode}: {string.Concat(said)}");
            }
        }
        catch (Exception fault) when (fault is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            throw new InvalidOperationException(
                $"Azurite is not in {folder} and could not be installed. Install Node.js 20 or later, or set "
                + $"{AzuriteFixture.StorageVariable}. {fault.Message}",
                fault);
        }
    }
}
