using System.Buffers.Binary;
using Azure.Storage;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Bench.Rig;
using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Bench.Throughput;

/// <summary>
/// What the host is compared with: Put Block and nothing else, by the same SDK with the same client options, straight to
/// storage.
/// </summary>
internal sealed class RawPutBlock : IDisposable
{
    private readonly StorageClients _clients;

    public RawPutBlock(string connectionString) =>
        _clients = new StorageClients(new StorageOptions { ConnectionString = connectionString, ContainerName = "raw" });

    public Task CreateContainerAsync() => _clients.Container.CreateIfNotExistsAsync();

    /// <summary>Stages the chunks as blocks of a new blob.</summary>
    /// <param name="chunks">The chunks, sent by turns.</param>
    /// <param name="withCrc">Whether each carries its CRC-64, computed beforehand, for storage to check.</param>
    /// <param name="count">How many chunks.</param>
    /// <param name="connections">Over how many connections.</param>
    public Task SendFileAsync(Chunk[] chunks, bool withCrc, int count, int connections)
    {
        var blob = _clients.Container.GetBlockBlobClient(Guid.NewGuid().ToString("N"));
        return Connections.SendAsync(connections, count, async index =>
        {
            var chunk = chunks[index % chunks.Length];
            var options = withCrc ? new BlockBlobStageBlockOptions { TransferValidation = ChecksumOf(chunk) } : null;
            using var content = new MemoryStream(chunk.Bytes);
            _ = await blob.StageBlockAsync(BlockIdOf(index), content, options);
        });
    }

    public void Dispose() => _clients.Dispose();

    private static string BlockIdOf(int index)
    {
        var id = new byte[BlockId.ByteCount];
        BinaryPrimitives.WriteInt32BigEndian(id, index);
        return Convert.ToBase64String(id);
    }

    private static UploadTransferValidationOptions ChecksumOf(Chunk chunk)
    {
        var crc = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(crc, chunk.Crc64);
        return new UploadTransferValidationOptions
        {
            ChecksumAlgorithm = StorageChecksumAlgorithm.StorageCrc64,
            PrecalculatedChecksum = crc,
        };
    }
}
