using System.Globalization;
using SmartTransfer.Core.Identity;

namespace SmartTransfer.Testing.Storage;

/// <summary>The blobs that the in-memory block, commit and content stores share. Used under the gate only.</summary>
internal sealed class InMemoryBlobs(TimeProvider clock)
{
    private readonly Dictionary<BlobName, InMemoryBlob> _blobs = [];
    private long _writes;

    /// <summary>The uploads that have a blob, by who came first.</summary>
    public IReadOnlyList<UploadId> Ids => [.. _blobs.Values.Select(blob => blob.File?.Session.Id ?? blob.FirstOf)];

    public IReadOnlyList<BlobName> Names => [.. _blobs.Keys];

    public DateTimeOffset Now => clock.GetUtcNow();

    public InMemoryBlob? Find(BlobName name) => _blobs.GetValueOrDefault(name);

    /// <summary>An upload's blob, by the name that was given to it, else by its key.</summary>
    public InMemoryBlob? Find(UploadId id) =>
        _blobs.Values.FirstOrDefault(blob => (blob.File?.Session.Id ?? blob.FirstOf) == id);

    /// <summary>An upload's file; null where there is none, or it is another's.</summary>
    public InMemoryFile? FindFile(UploadBlob blob) =>
        Find(blob.Name)?.File is { } file && file.Session.Id == blob.Upload ? file : null;

    public InMemoryBlob FindOrCreate(UploadBlob blob)
    {
        if (!_blobs.TryGetValue(blob.Name, out var found))
        {
            _blobs[blob.Name] = found = new InMemoryBlob(blob.Upload);
        }

        return found;
    }

    /// <summary>Removes an upload's blocks and file, unless there is another's file.</summary>
    public void Discard(UploadBlob blob)
    {
        if (Find(blob.Name)?.File is not { } file || file.Session.Id == blob.Upload)
        {
            _blobs.Remove(blob.Name);
        }
    }

    public string NextETag() => string.Create(CultureInfo.InvariantCulture, $"\"0x{++_writes:X}\"");
}
