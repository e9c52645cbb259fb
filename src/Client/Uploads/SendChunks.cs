using System.Globalization;
using SmartTransfer.Client.Attempts;
using SmartTransfer.Client.Http;
using SmartTransfer.Client.Integrity;
using SmartTransfer.Client.Policy;

namespace SmartTransfer.Client.Uploads;

/// <summary>Sends what is missing, over as many connections as are advised, until all of it is acknowledged.</summary>
internal sealed class SendChunks(UploadTask task, ChunkFeed feed, StageChunk stage)
{
    private bool _floorRaised;

    /// <summary>Sends all that the feed gives.</summary>
    /// <exception cref="UploadEndedException">The upload is complete: somebody else completed it.</exception>
    /// <exception cref="TransferException">The transfer cannot go on.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Workers.RunAsync(task.Link, feed.NextAsync, SendAsync, feed.ReadAhead, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await feed.StopAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Sends one chunk, in pieces where it has to become smaller.</summary>
    private async Task SendAsync(int connection, HeldChunk held, CancellationToken cancellationToken)
    {
        var line = new AttemptLine(connection);
        var lastUnanswered = 0;
        for (var at = 0; at < held.Chunk.Length;)
        {
            var offset = held.Chunk.Offset + at;
            var rest = held.Bytes[at..];
            var bytes = task.Link.CutFromHeld(rest.Length, task.Length is null ? offset : null);
            task.MayHoldOthers |= lastUnanswered > 0 && lastUnanswered != bytes;
            var chunk = bytes == held.Chunk.Length ? held.Chunk : FileChunk.Of(offset, rest[..bytes].Span);
            var answer = await stage.RunAsync(line, chunk, rest[..bytes], cancellationToken).ConfigureAwait(false);
            if (answer.IsSuccess)
            {
                lock (task.Arrived)
                {
                    task.Arrived.Add(chunk);
                }

                task.Meter.Accepted(bytes);
                at += bytes;
                lastUnanswered = 0;
                continue;
            }

            lastUnanswered = answer.IsUnanswered ? bytes : lastUnanswered;
            if (!await RecoverAsync(line, answer, chunk, cancellationToken).ConfigureAwait(false))
            {
                task.MayHoldOthers |= lastUnanswered > 0;
                feed.PutBack(new ByteRange(offset, rest.Length));
                break;
            }
        }

        feed.Return(held);
    }

    /// <summary>Does what the answer calls for.</summary>
    /// <returns>Whether to go on with what is in memory; else it is cut anew from the source.</returns>
    private async Task<bool> RecoverAsync(AttemptLine line, ServiceAnswer answer, FileChunk chunk, CancellationToken cancellationToken)
    {
        switch (Reactions.Of(answer))
        {
            case Reaction.Unanswered or Reaction.Again:
                if (await task.Link.PauseAsync(line, answer, cancellationToken).ConfigureAwait(false))
                {
                    await AskAsync(line, cancellationToken).ConfigureAwait(false);
                }

                return true;

            case Reaction.CutSmaller:
                var most = answer.Problem?.WantedNumber ?? chunk.Length / 2;
                if (most >= chunk.Length || most < task.Link.MinChunkBytes)
                {
                    throw answer.ToException();
                }

                task.Link.CapAt(most);
                return true;

            case Reaction.CutLarger when !_floorRaised
                && answer.Problem?.WantedNumber is { } least
                && least > chunk.Length
                && task.Source.IsRepeatable:
                _floorRaised = true;
                task.Link.FloorAt(least);
                return false;

            case Reaction.Complete when answer.Code == "upload-completed":
                throw new UploadEndedException();

            case Reaction.Gone or Reaction.Cancelled:
                throw answer.ToException(canResume: false);

            default:
                throw answer.ToException();
        }
    }

    /// <summary>Asks whether the upload is still open, until an answer comes (rule 3.4).</summary>
    private async Task AskAsync(AttemptLine line, CancellationToken cancellationToken)
    {
        var answer = await task.Requests.StatusAsync(task.Id, withChunks: false, cancellationToken, line.Connection).ConfigureAwait(false);
        line.SinceAsked = 0;
        if (!answer.IsSuccess)
        {
            throw answer.ToException(canResume: Reactions.Of(answer) is not (Reaction.Gone or Reaction.Cancelled));
        }

        var state = answer.Read(WireJson.Default.Upload).State;
        if (state is "completed" or "committing")
        {
            throw new UploadEndedException();
        }

        if (state != "open")
        {
            throw new TransferException(
                $"upload-{state}",
                string.Create(CultureInfo.InvariantCulture, $"The upload is {state}, so nothing more is taken. Start a new upload."));
        }
    }
}
