using System.Diagnostics;
using System.Globalization;
using SmartTransfer.Bench.Rig;

namespace SmartTransfer.Bench.Tus;

/// <summary>tus-js-client in Node.js.</summary>
internal static class TusClient
{
    /// <summary>Uploads a file.</summary>
    /// <param name="endpoint">Where uploads are created.</param>
    /// <param name="path">The file.</param>
    /// <param name="chunkBytes">The bytes of a PATCH; null for the whole file.</param>
    /// <returns>The seconds from its creation to the last answer, without the client's own start.</returns>
    /// <exception cref="InvalidOperationException">The upload failed; the message carries the client's.</exception>
    public static async Task<double> UploadAsync(Uri endpoint, string path, int? chunkBytes)
    {
        var script = Path.Combine(RepositoryFolder.Find(), "bench", "Tus", "upload.mjs");
        string[] size = chunkBytes is { } bytes ? [$"{bytes}"] : [];
        using var client = Process.Start(new ProcessStartInfo("node", [script, $"{endpoint}", path, .. size])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        }) ?? throw new InvalidOperationException("node was not started.");
        var (output, error) = (client.StandardOutput.ReadToEndAsync(), client.StandardError.ReadToEndAsync());
        await client.WaitForExitAsync();
        return client.ExitCode == 0
            ? double.Parse(await output, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"The upload to {endpoint} failed: {await error}");
    }
}
