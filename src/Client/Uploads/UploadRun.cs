using SmartTransfer.Client.Http;

namespace SmartTransfer.Client.Uploads;

/// <summary>One upload from its beginning, or from where an earlier run left it, to the file that is there.</summary>
internal sealed class UploadRun(UploadTask task, ClientIdentity identity, JournalFolder? journals)
{
    private JournalFolder? Journals { get; } = task.Source.Path is null ? null : journals;

    public async Task<UploadResult> RunAsync(CancellationToken cancellationToken)
    {
        using var held = Journals?.Lock(JournalKind.Upload, task.Connection.Address.Base, task.Source.Path!);
        var isResumed = await OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var file = await SendAsync(cancellationToken).ConfigureAwait(false);
            Forget();
            task.Meter.Enter(TransferPhase.Done);
            task.Meter.Tell(TransferEventKind.Completed, $"'{task.FileName}' is there, whole and verified.");
            return new UploadResult(task.Id, file, task.Length!.Value, task.Meter.SentBytes, task.Meter.FailedAttempts, isResumed);
        }
        catch (TransferException ended) when (Reactions.IsGone(ended.Code))
        {
            Forget();
            throw;
        }
    }

    /// <summary>Goes on with an upload, or starts one.</summary>
    /// <returns>Whether it was begun earlier.</returns>
    private async Task<bool> OpenAsync(CancellationToken cancellationToken)
    {
        var entry = task.Wanted is { Resume: true, Upload: null }
            ? Journals?.Find(JournalKind.Upload, task.Connection.Address.Base, task.Source.Path!)
            : null;
        if ((task.Wanted.Upload ?? entry?.Upload) is { } upload)
        {
            if (!task.Source.IsRepeatable)
            {
                throw new TransferException(
                    TransferErrorCode.SourceNotRepeatable,
                    "A stream that can be read only once cannot be compared with what the service holds. Give the file, or start anew.");
            }

            if (entry is not null && entry.Length != task.Length)
            {
                throw task.Changed(Math.Min(entry.Length, task.Length ?? 0), $"it had {entry.Length} bytes and has {task.Length}");
            }

            task.Id = ServiceAddress.IdOf(upload);
            if (await ResumeAsync(entry?.SourceModifiedAt is { } then && then == task.ModifiedAt, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }

            Forget();
            if (task.Wanted.Upload is not null)
            {
                throw new TransferException(
                    "upload-not-found",
                    "The upload is gone: it expired, was rejected, or never was. Start a new one.");
            }

            await StartAsync(cancellationToken).ConfigureAwait(false);
            task.Meter.Tell(TransferEventKind.StartedAnew, "The upload that was begun earlier is gone, so all is sent anew.");
            return false;
        }

        await StartAsync(cancellationToken).ConfigureAwait(false);
        return false;
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        await new StartUpload(task, identity).RunAsync(cancellationToken).ConfigureAwait(false);
        Journals?.Save(new JournalEntry
        {
            Kind = JournalKind.Upload,
            Service = task.Connection.Address.Base.AbsoluteUri,
            Upload = task.Connection.Address.PathOf(task.Id),
            FileName = task.FileName,
            Length = task.Length!.Value,
            Path = task.Source.Path!,
            SourceModifiedAt = task.ModifiedAt,
            ContentType = task.Wanted.ContentType,
            Metadata = task.Wanted.Metadata,
            StartedAt = task.Connection.Clock.GetUtcNow(),
        });
    }

    private async Task<bool> ResumeAsync(bool isKnownSource, CancellationToken cancellationToken)
    {
        try
        {
            return await new ResumeUpload(task).RunAsync(isKnownSource, cancellationToken).ConfigureAwait(false);
        }
        catch (TransferException cancelled) when (cancelled.Code is "upload-cancelled" or "file-removed")
        {
            Forget();
            throw;
        }
    }

    private async Task<CompletedFile> SendAsync(CancellationToken cancellationToken)
    {
        var complete = new CompleteUpload(task);
        var stage = new StageChunk(task);
        List<ByteRange> missing = task.Length is { } known ? task.Arrived.Missing(known) : [];
        for (var ended = false; ;)
        {
            try
            {
                task.Meter.Enter(TransferPhase.Sending);
                await new SendChunks(task, new ChunkFeed(task, missing), stage).RunAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (UploadEndedException) when (task.Source.IsRepeatable && !ended)
            {
                // What is there may have been cut otherwise; compare it before it is believed.
                ended = true;
                if (!await ResumeAsync(isKnownSource: false, cancellationToken).ConfigureAwait(false))
                {
                    throw new TransferException("upload-not-found", "The upload ended while it was sent. Start a new one.");
                }

                missing = task.Arrived.Missing(task.Length!.Value);
                if (missing.Count > 0)
                {
                    continue;
                }
            }
            catch (UploadEndedException)
            {
                throw new TransferException(
                    "upload-completed",
                    "The upload was completed by somebody else, and takes no more chunks. Compare the file that is there with yours.");
            }

            var (file, open) = await complete.RunAsync(cancellationToken).ConfigureAwait(false);
            if (file is not null)
            {
                return file;
            }

            missing = open;
        }
    }

    private void Forget()
    {
        if (Journals?.Find(JournalKind.Upload, task.Connection.Address.Base, task.Source.Path!) is { } entry)
        {
            Journals.Remove(entry);
        }
    }
}
