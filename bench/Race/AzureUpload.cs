using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using SmartTransfer.Bench.Rig;

namespace SmartTransfer.Bench.Race;

/// <summary>
/// Azure.Storage.Blobs' own upload of a file, in parallel blocks. Their size is scaled down with the file: by default one of up to 256 MiB
/// is a single request, which no link of the race would let through.
/// </summary>
internal static class AzureUpload
{
    public const string Command = "azure-upload";

    /// <summary>The length of a block, in bytes; rclone gets the same.</summary>
    public const int BlockBytes = Sizes.MiB;

    /// <param name="arguments">Connection string, container, blob, file.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var blob = new BlobClient(arguments[0], arguments[1], arguments[2]);
        var transfer = new StorageTransferOptions { InitialTransferSize = BlockBytes, MaximumTransferSize = BlockBytes };
        _ = await blob.UploadAsync(arguments[3], new BlobUploadOptions { TransferOptions = transfer });
        return 0;
    }
}
