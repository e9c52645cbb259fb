using System.Globalization;
using SmartTransfer.Core.Identity;

namespace SmartTransfer.Testing.Storage;

/// <summary>The blobs that the in-memory block, commit and content stores share. Used under the gate only.</summary>
internal sealed class InMemoryBlobs(TimeProvider clock)
{
    private readonly Dictionary<UploadId, InMemoryBlob> _blobs = [];
    private long _writes;

    public IReadOnlyList<UploadId> Ids => [.. _blobs.Keys];

    public DateTimeOffset Now => clock.GetUtcNow();

    public InMemoryBlob? Find(UploadId id) => _blobs.GetValueOrDefault(id);

    public InMemoryBlob FindOrCreate(UploadId id)
    {
        if (!_blobs.TryGetValue(id, out var blob))
        {
            _blobs[id] = blob = new InMemoryBlob();
        }

        return blob;
    }

    public void Remove(UploadId id) => _blobs.Remove(id);

    public string NextETag() => string.Create(CultureInfo.InvariantCulture, $"\"0x{++_writes:X}\"");
}
