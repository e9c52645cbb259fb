using System.Security.Cryptography;
using SmartTransfer.Client.Attempts;
using SmartTransfer.Client.Http;
using SmartTransfer.Client.Integrity;
using SmartTransfer.Client.Policy;
using SmartTransfer.Client.Progress;

namespace SmartTransfer.Client.Downloads;

/// <summary>One download from its beginning, or from where an earlier run left it, to the file that is there (rule 10).</summary>
internal sealed class DownloadRun(
    ServiceConnection connection,
    Link link,
    ProgressMeter meter,
    TransferClientOptions options,
    DownloadOptions wanted,
    string id,
    string path)
{
    private const int ReadBytes = 1024 * 1024;

    private readonly Requests _requests = new(connection, link);
    private readonly RateLimit? _limit = options.MaxBytesPerSecond is { } limit ? new RateLimit(limit, options.Clock) : null;

    public async Task<DownloadResult> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await FetchAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (TransferException ended) when (Reactions.IsGone(ended.Code))
        {
            Forget();
            throw;
        }
    }

    /// <summary>Nothing of this upload can be fetched any more, whatever the target.</summary>
    private void Forget()
    {
        foreach (var entry in options.Journals?.List() ?? [])
        {
            if (entry.Kind is JournalKind.Download
                && entry.Service == connection.Address.Base.AbsoluteUri
                && entry.Upload == connection.Address.PathOf(id))
            {
                options.Journals!.Remove(entry);
            }
        }
    }

    private async Task<DownloadResult> FetchAsync(CancellationToken cancellationToken)
    {
        var (status, chunks) = await AskAsync(cancellationToken).ConfigureAwait(false);
        var length = status.Length ?? 0;
        var target = Directory.Exists(path) ? Path.Combine(path, Path.GetFileName(status.FileName!)) : path;
        if (!wanted.Overwrite && File.Exists(target))
        {
            throw new TransferException(
                TransferErrorCode.TargetExists,
                $"'{target}' is there already. Name another file, or allow it to be replaced.");
        }

        meter.KnowLength(length);
        using var held = options.Journals?.Lock(JournalKind.Download, connection.Address.Base, target);
        var entry = new JournalEntry
        {
            Kind = JournalKind.Download,
            Service = connection.Address.Base.AbsoluteUri,
            Upload = connection.Address.PathOf(id),
            FileName = status.FileName!,
            Length = length,
            Path = target,
            StartedAt = connection.Clock.GetUtcNow(),
        };
        options.Journals?.Save(entry);
        using (var part = PartFile.Open(target, wanted.Resume))
        {
            var missing = await FindMissingAsync(part, chunks, cancellationToken).ConfigureAwait(false);

            // Comparing a long file takes longer than the patience.
            link.Progressed();
            meter.Enter(TransferPhase.Receiving);
            var groups = new Queue<FileChunk>(missing);
            await Workers.RunAsync(
                link,
                _ => Task.FromResult(NextGroup(groups)),
                (number, group, token) => FetchAsync(part, length, new AttemptLine(number), group, token),
                _ => { },
                cancellationToken).ConfigureAwait(false);
            meter.Enter(TransferPhase.Completing);
            part.Finish(length, wanted.Overwrite);
        }

        options.Journals?.Remove(entry);
        meter.Enter(TransferPhase.Done);
        meter.Tell(TransferEventKind.Completed, $"'{target}' is there, whole and verified.");
        return new DownloadResult(target, length, meter.SentBytes, meter.FailedAttempts);
    }

    /// <summary>Asks for the chunks and their digests, and whether they make up the file.</summary>
    private async Task<(Wire.Upload Status, IReadOnlyList<FileChunk> Chunks)> AskAsync(CancellationToken cancellationToken)
    {
        var answer = await _requests.StatusAsync(id, withChunks: true, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            throw answer.ToException(canResume: false);
        }

        var status = answer.Read(WireJson.Default.Upload);
        if (status.State is "removed" or "cancelled" or "expired" or "rejected")
        {
            throw new TransferException(
                status.State == "removed" ? "file-removed" : $"upload-{status.State}",
                $"The upload is {status.State}, so there is no file, and there will be none.");
        }

        if (status.State != "completed")
        {
            throw new TransferException("upload-not-complete", $"The upload is {status.State}, so there is no file yet. Complete it first.")
            {
                CanResume = status.State is "open" or "committing",
            };
        }

        var list = new ChunkList();
        var at = 0L;
        foreach (var chunk in (status.Chunks ?? []).OrderBy(chunk => chunk.Offset))
        {
            if (chunk.Offset != at || chunk.Length <= 0 || Sha256Digest.ParseHex(chunk.Sha256) is not { } sha256)
            {
                throw Untrue();
            }

            list.Add(new FileChunk(chunk.Offset, chunk.Length, sha256, 0));
            at += chunk.Length;
        }

        return at == status.Length
            && list.DigestOfDigests().ToHex() == status.File?.ChunkDigestsSha256
            && !string.IsNullOrEmpty(status.FileName)
            ? (status, [.. list.Chunks])
            : throw Untrue();
    }

    private static TransferException Untrue() =>
        new(
            TransferErrorCode.NotThisService,
            "The chunks that the status lists do not make up the file. Something between here and the service changes answers.");

    /// <summary>What an earlier run has not written, or not rightly (rule 10.6).</summary>
    private async Task<List<FileChunk>> FindMissingAsync(
        PartFile part,
        IReadOnlyList<FileChunk> chunks,
        CancellationToken cancellationToken)
    {
        var kept = part.Length;
        var missing = new List<FileChunk>();
        var have = 0L;
        var buffer = new byte[ReadBytes];
        meter.Enter(TransferPhase.Verifying);
        foreach (var chunk in chunks)
        {
            if (chunk.End <= kept && await MatchesAsync(part, chunk, buffer, cancellationToken).ConfigureAwait(false))
            {
                have += chunk.Length;
                meter.Holds(have);
            }
            else
            {
                missing.Add(chunk);
            }
        }

        if (have > 0)
        {
            meter.Tell(TransferEventKind.Resumed, $"The download of {ServiceAddress.ShortOf(id)}… goes on: {have} bytes are there.");
        }

        return missing;
    }

    private async Task<bool> MatchesAsync(PartFile part, FileChunk chunk, byte[] buffer, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var offset = chunk.Offset; offset < chunk.End;)
        {
            var read = await part.ReadAsync(offset, buffer.AsMemory(0, (int)Math.Min(buffer.Length, chunk.End - offset)), cancellationToken)
                .ConfigureAwait(false);
            if (read == 0)
            {
                return false;
            }

            hash.AppendData(buffer, 0, read);
            meter.Verified(read);
            offset += read;
        }

        return Sha256Digest.Read(hash.GetHashAndReset()) == chunk.Sha256;
    }

    private ChunkGroup? NextGroup(Queue<FileChunk> missing)
    {
        var group = new List<FileChunk>();
        var bytes = 0L;
        while (missing.TryPeek(out var next)
            && (group.Count == 0 || (group[^1].End == next.Offset && bytes + next.Length <= link.ChunkBytes)))
        {
            group.Add(missing.Dequeue());
            bytes += next.Length;
        }

        return group.Count == 0 ? null : new ChunkGroup(group);
    }

    private async Task FetchAsync(PartFile part, long length, AttemptLine line, ChunkGroup group, CancellationToken cancellationToken)
    {
        using var fetch = new FetchGroup(connection, link, meter, _limit, part, id, length, line, group);
        while (!fetch.IsDone)
        {
            if (await fetch.RunAsync(cancellationToken).ConfigureAwait(false) is not { } answer)
            {
                continue;
            }

            if (Reactions.Of(answer) is not (Reaction.Unanswered or Reaction.Again))
            {
                throw answer.ToException(canResume: Reactions.Of(answer) is not (Reaction.Gone or Reaction.Cancelled));
            }

            if (!await link.PauseAsync(line, answer, cancellationToken).ConfigureAwait(false))
            {
                continue;
            }

            if (answer.Code == TransferErrorCode.ChunkDigestMismatch)
            {
                throw answer.ToException();
            }

            var status = await _requests.StatusAsync(id, withChunks: false, cancellationToken, line.Connection).ConfigureAwait(false);
            line.SinceAsked = 0;
            if (!status.IsSuccess)
            {
                throw status.ToException(canResume: false);
            }
        }
    }
}
