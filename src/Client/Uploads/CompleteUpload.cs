using SmartTransfer.Client.Attempts;
using SmartTransfer.Client.Http;
using SmartTransfer.Client.Integrity;

namespace SmartTransfer.Client.Uploads;

/// <summary>Completes an upload with the digests of what was read (rule 5), and says what is still to be sent where something is.</summary>
internal sealed class CompleteUpload(UploadTask task)
{
    private const int MaxRoundsInVain = 3;
    private const int JoinedChunks = 24_500;

    private bool _manifestSent;
    private bool _joined;
    private int _roundsInVain;
    private long _leastMissing = long.MaxValue;

    /// <summary>Completes.</summary>
    /// <returns>The file; or the ranges that have to be sent before.</returns>
    public async Task<(CompletedFile? File, List<ByteRange> Missing)> RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            task.CheckSource();
            task.Meter.Enter(TransferPhase.Completing);
            var answer = await task.Requests.CompleteAsync(task.Id, Completion(), cancellationToken).ConfigureAwait(false);
            if (answer.IsSuccess)
            {
                return (Check(answer.Read(WireJson.Default.Upload)), []);
            }

            switch (Reactions.Of(answer))
            {
                case Reaction.SendMissing:
                    return (null, Missing(answer));

                case Reaction.SendManifest when !_manifestSent:
                    task.MayHoldOthers = true;
                    task.Meter.Tell(
                        TransferEventKind.ManifestSent,
                        "The service holds other chunks too; it is told which make up the file.",
                        answer.Code);
                    break;

                case Reaction.JoinChunks when !_joined && task.Source.IsRepeatable:
                    _joined = true;
                    return (null, Join());

                case Reaction.Gone or Reaction.Cancelled:
                    throw answer.ToException(canResume: false);

                default:
                    throw answer.ToException();
            }
        }
    }

    private Wire.Completion Completion()
    {
        _manifestSent = task.MayHoldOthers;
        var arrived = task.Arrived;
        return new Wire.Completion(
            new Wire.Expected(Crc64Nvme.ToHex(arrived.Crc64()), arrived.DigestOfDigests().ToHex()),
            task.IsOpenEnded ? task.Length : null,
            _manifestSent
                ? [.. arrived.Chunks.Select(chunk => new Wire.ManifestEntry(chunk.Offset, chunk.Length, chunk.Sha256.ToHex()))]
                : null);
    }

    private List<ByteRange> Missing(ServiceAnswer answer)
    {
        var missing = answer.Problem!.Missing ?? [];
        var bytes = missing.Sum(range => range.Length);
        _roundsInVain = bytes < _leastMissing ? 0 : _roundsInVain + 1;
        _leastMissing = Math.Min(_leastMissing, bytes);
        if (missing.Count == 0 || _roundsInVain >= MaxRoundsInVain || !task.Source.IsRepeatable)
        {
            throw answer.ToException();
        }

        foreach (var range in missing)
        {
            TakeOff(range);
        }

        // Whole chunks, each once, and what was not on the list before.
        return task.Arrived.Missing(task.Length!.Value);
    }

    private void TakeOff(ByteRange range)
    {
        var before = task.Arrived.Bytes;
        task.Arrived.TakeOff(range);
        task.Meter.TakenBack(before - task.Arrived.Bytes);
    }

    /// <summary>Takes chunks off that are to be sent again as one with their neighbours.</summary>
    private List<ByteRange> Join()
    {
        var least = Math.Max(task.Link.MinChunkBytes, (task.Length!.Value + JoinedChunks - 1) / JoinedChunks);
        var joined = new List<ByteRange>();
        var at = 0L;
        var (bytes, count) = (0L, 0);
        foreach (var chunk in task.Arrived.Chunks)
        {
            (bytes, count) = (bytes + chunk.Length, count + 1);
            if (bytes >= least || chunk.End == task.Length)
            {
                if (count > 1)
                {
                    joined.Add(new ByteRange(at, bytes));
                }

                (at, bytes, count) = (chunk.End, 0, 0);
            }
        }

        task.MayHoldOthers = true;
        task.Link.FloorAt(Math.Min(least, task.Link.MaxChunkBytes));
        foreach (var range in joined)
        {
            TakeOff(range);
        }

        return joined;
    }

    /// <summary>Compares the file that is there with the one that was read (rule 5.6).</summary>
    private CompletedFile Check(Wire.Upload upload)
    {
        if (upload.File is not { Crc64nvme: { } crc, ChunkDigestsSha256: { } digest } file)
        {
            throw new TransferException(TransferErrorCode.NotThisService, "The answer names no file, so it is not from this service.");
        }

        var isSame = crc == Crc64Nvme.ToHex(task.Arrived.Crc64())
            && (file.ChunkCount != task.Arrived.Chunks.Count || digest == task.Arrived.DigestOfDigests().ToHex());
        return isSame
            ? new CompletedFile(crc, digest, file.ChunkCount, file.Sha256)
            : throw new TransferException(
                TransferErrorCode.FileDigestMismatch,
                $"The file that is there has the CRC-64/NVME {crc}, and the one that was read another. Do not use it.");
    }
}
