using Azure.Storage.Blobs;

namespace SmartTransfer.Bench.Race;

/// <summary>Azure.Storage.Blobs' own upload of a file, in parallel blocks, with its defaults.</summary>
internal static class AzureUpload
{
    public const string Command = "azure-upload";

    /// <param name="arguments">Connection string, container, blob, file.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var blob = new BlobClient(arguments[0], arguments[1], arguments[2]);
        _ = await blob.UploadAsync(arguments[3]);
        return 0;
    }
}
