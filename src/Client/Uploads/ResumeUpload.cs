using System.Security.Cryptography;
using SmartTransfer.Client.Attempts;
using SmartTransfer.Client.Http;
using SmartTransfer.Client.Integrity;

namespace SmartTransfer.Client.Uploads;

/// <summary>Finds out what the service holds of an upload, and compares it with the source (rules 7.4 to 7.6).</summary>
internal sealed class ResumeUpload(UploadTask task)
{
    private const int ReadBytes = 1024 * 1024;

    /// <summary>Asks and compares. What arrived is then in <see cref="UploadTask.Arrived"/>.</summary>
    /// <param name="isKnownSource">The source has the length and the time of modification of the journal.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False where the upload is gone, so that a new one can be started.</returns>
    /// <exception cref="TransferException">The source is another, or the upload was cancelled.</exception>
    public async Task<bool> RunAsync(bool isKnownSource, CancellationToken cancellationToken)
    {
        task.Meter.Enter(TransferPhase.Starting);
        var answer = await task.Requests.StatusAsync(task.Id, withChunks: true, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            return Reactions.Of(answer) is Reaction.Gone
                ? false
                : throw answer.ToException(canResume: Reactions.Of(answer) is not Reaction.Cancelled);
        }

        var status = answer.Read(WireJson.Default.Upload);
        switch (status.State)
        {
            case "open" or "committing" or "completed":
                break;
            case "expired" or "rejected":
                return false;
            case "removed":
                throw new TransferException(
                    "file-removed",
                    "The upload was completed, and its file was removed since then. Start a new upload to send it again.");
            default:
                throw new TransferException(
                    "upload-cancelled",
                    "The upload was cancelled and what had arrived of it is gone. Start a new upload.");
        }

        if (status.Length is { } length && length != task.Length)
        {
            throw task.Changed(Math.Min(length, task.Length ?? 0), $"it has {task.Length} bytes, and {length} were announced");
        }

        task.IsOpenEnded = status.Length is null;
        var listed = (status.Chunks ?? []).Select(Parse).Distinct().OrderBy(chunk => chunk.Offset).ToList();
        var matching = await CompareAsync(listed, isKnownSource, cancellationToken).ConfigureAwait(false);
        task.Arrived = new ChunkList();
        foreach (var chunk in ChunkPath.Find(task.Length ?? 0, matching))
        {
            task.Arrived.Add(chunk);
        }

        task.MayHoldOthers = status.State == "open" && task.Arrived.Chunks.Count != listed.Count;
        task.Meter.Holds(task.Arrived.Bytes);
        task.Link.Progressed();
        task.Meter.Tell(
            TransferEventKind.Resumed,
            $"Upload {ServiceAddress.ShortOf(task.Id)}… goes on: {task.Arrived.Bytes} of {task.Length} bytes are there.");
        return true;
    }

    private async Task<List<FileChunk>> CompareAsync(List<FileChunk> listed, bool isKnownSource, CancellationToken cancellationToken)
    {
        // Where contents conflict, only the source can say which is right.
        if (!task.Wanted.VerifyResume && isKnownSource && listed.DistinctBy(chunk => chunk.Range).Count() == listed.Count)
        {
            return listed;
        }

        task.Meter.Enter(TransferPhase.Verifying);
        var (matching, differing) = (new List<FileChunk>(listed.Count), new List<FileChunk>());
        var buffer = new byte[ReadBytes];
        foreach (var chunk in listed)
        {
            var read = await ReadAsync(chunk.Range, buffer, cancellationToken).ConfigureAwait(false);
            if (read is { } found && found.Sha256 == chunk.Sha256)
            {
                matching.Add(found);
            }
            else
            {
                differing.Add(chunk);
            }
        }

        foreach (var chunk in differing)
        {
            if (FirstUncovered(chunk.Range, matching) is not null)
            {
                throw task.Changed(chunk.Offset, $"the bytes {chunk.Range} are not those that were sent");
            }
        }

        return matching;
    }

    /// <summary>The chunk that the source has at a range; null where it ends before.</summary>
    private async Task<FileChunk?> ReadAsync(ByteRange range, byte[] buffer, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var crc = Crc64Nvme.Begin();
        for (var offset = range.Offset; offset < range.End;)
        {
            var wanted = (int)Math.Min(buffer.Length, range.End - offset);
            var read = await task.Source.ReadAsync(offset, buffer.AsMemory(0, wanted), cancellationToken).ConfigureAwait(false);
            if (read < wanted)
            {
                return null;
            }

            hash.AppendData(buffer, 0, read);
            crc.Append(buffer.AsSpan(0, read));
            task.Meter.Verified(read);
            offset += read;
        }

        return new FileChunk(range.Offset, range.Length, Sha256Digest.Read(hash.GetHashAndReset()), crc.GetCurrentHashAsUInt64());
    }

    /// <summary>The first byte of a range that no chunk covers; null where all are covered.</summary>
    private static long? FirstUncovered(ByteRange range, List<FileChunk> chunks)
    {
        // In order of offset, as they were listed.
        var at = range.Offset;
        foreach (var chunk in chunks)
        {
            if (chunk.Offset > at)
            {
                break;
            }

            at = Math.Max(at, chunk.End);
        }

        return at < range.End ? at : null;
    }

    private static FileChunk Parse(Wire.Chunk chunk) =>
        Sha256Digest.ParseHex(chunk.Sha256) is { } sha256
            && Crc64Nvme.ParseHex(chunk.Crc64nvme) is { } crc
            && chunk is { Offset: >= 0, Length: > 0 }
            ? new FileChunk(chunk.Offset, chunk.Length, sha256, crc)
            : throw new TransferException(
                TransferErrorCode.NotThisService,
                "The status lists a chunk that cannot be read, so it is not from this service.");
}
