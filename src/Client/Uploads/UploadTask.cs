using SmartTransfer.Client.Attempts;
using SmartTransfer.Client.Http;
using SmartTransfer.Client.Integrity;
using SmartTransfer.Client.Policy;
using SmartTransfer.Client.Progress;
using SmartTransfer.Client.Sources;

namespace SmartTransfer.Client.Uploads;

/// <summary>What the steps of one upload share.</summary>
internal sealed class UploadTask : IDisposable
{
    public UploadTask(
        ServiceConnection connection,
        TransferClientOptions options,
        Random random,
        IFileSource source,
        string fileName,
        UploadOptions wanted,
        ProgressMeter meter)
    {
        (Connection, Source, FileName, Wanted, Meter) = (connection, source, fileName, wanted, meter);
        Length = source.Length;
        ModifiedAt = source.ModifiedAt;
        Link = new Link(options, random, meter);
        Requests = new Requests(connection, Link);
        Limit = options.MaxBytesPerSecond is { } limit ? new RateLimit(limit, options.Clock) : null;
    }

    public ServiceConnection Connection { get; }

    public IFileSource Source { get; }

    public string FileName { get; }

    public UploadOptions Wanted { get; }

    public ProgressMeter Meter { get; }

    public Link Link { get; }

    public Requests Requests { get; }

    public RateLimit? Limit { get; }

    /// <summary>The upload's id, once there is one.</summary>
    public string Id
    {
        get;
        set
        {
            field = value;
            Wanted.Started?.Invoke(value);
        }
    } = string.Empty;

    /// <summary>Length of the file; null until the end of a stream is found.</summary>
    public long? Length { get; set; }

    /// <summary>The upload was started without its length.</summary>
    public bool IsOpenEnded { get; set; }

    /// <summary>When the source was last changed, as it was at the beginning.</summary>
    public DateTimeOffset? ModifiedAt { get; set; }

    /// <summary>What is known to have arrived. Guarded by itself.</summary>
    public ChunkList Arrived { get; set; } = new();

    /// <summary>The service may hold chunks that are not in <see cref="Arrived"/> (rule 5.4).</summary>
    public bool MayHoldOthers { get; set; }

    public void Dispose() => Link.Dispose();

    /// <summary>Fails unless the source is the one that was begun (rule 5.5).</summary>
    public void CheckSource()
    {
        if (Source.Path is null)
        {
            return;
        }

        if (Source.CurrentLength is not { } now)
        {
            throw Changed(0, "it is not there any more");
        }

        if (now != Length)
        {
            throw Changed(Math.Min(now, Length ?? 0), $"it had {Length} bytes and has {now}");
        }

        if (Source.ModifiedAt != ModifiedAt)
        {
            throw Changed(0, $"it was written to at {Source.ModifiedAt:O}");
        }
    }

    /// <summary>The failure of a source that is not what it was.</summary>
    public TransferException Changed(long offset, string how) => new(
        TransferErrorCode.SourceChanged,
        $"'{Source.Path ?? FileName}' is not the file that was begun: {how}. Nothing of it was completed. "
        + "Put the old file back to go on, or cancel the upload and send the new one.")
    {
        Offset = offset,
    };
}
