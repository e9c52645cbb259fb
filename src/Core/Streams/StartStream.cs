using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Streams;

/// <summary>Starts an upload that is sent from its beginning to its end, and takes in what comes with the start.</summary>
public sealed class StartStream(
    StartUpload startUpload,
    AppendStream appendStream,
    CompleteUpload completeUpload,
    CancelUpload cancelUpload,
    FindPosition findPosition,
    PrefixCache prefixes)
{
    // What refuses the body that came with a start for good; the upload was made for it alone.
    private static readonly string[] Refusals =
    [
        FailureCodes.StreamDigestMismatch, FailureCodes.StreamPastEnd, FailureCodes.HeaderInvalid,
        FailureCodes.ChecksumAlgorithmUnsupported, FailureCodes.LengthTooLarge, FailureCodes.LengthFixed, FailureCodes.FileDigestMismatch,
    ];

    /// <summary>Starts it. An upload of no bytes is complete at once.</summary>
    /// <param name="wanted">The upload.</param>
    /// <param name="first">The body that comes with the start, whatever upload it names; null for none.</param>
    /// <param name="clientGone">Fires when the client goes away.</param>
    /// <returns>Where the upload stands: it is there with what could be taken in, and the client goes on from that offset.</returns>
    public async Task<Outcome<StreamPosition>> RunAsync(NewUpload wanted, AppendRequest? first, CancellationToken clientGone)
    {
        if (first?.EndBytes is { } all)
        {
            if (wanted.LengthBytes is { } said && said != all)
            {
                return FailureCatalogue.LengthFixed(said, all);
            }

            wanted = wanted with { LengthBytes = all };
        }

        if (first?.AnnouncedBytes > wanted.LengthBytes)
        {
            return FailureCatalogue.StreamPastEnd(0, wanted.LengthBytes.Value);
        }

        var isEmpty = first is null || first.AnnouncedBytes == 0;
        if (isEmpty && first?.Digest?.Finish() is { } mismatch)
        {
            // Nobody reads it, so nobody else would look.
            return mismatch;
        }

        if (!(await startUpload.RunAsync(wanted, clientGone)).TryGet(out var started, out var failure))
        {
            return failure;
        }

        var session = started.Session;
        var end = first?.End ?? FileEnd.AtLength;
        if (session.LengthBytes == 0 && (end is FileEnd.AtLength || (end is FileEnd.WithBody && isEmpty)))
        {
            var completed = await completeUpload.RunAsync(session.Id, CompletionRequest.Plain, CancellationToken.None);
            return completed.TryGet(out var whole, out failure)
                ? new StreamPosition(whole, 0, null, started.Advice)
                : await RefusedAsync(session.Id, wanted.Attempt, failure);
        }

        // Nothing of a new upload is there yet, which saves the first body a block list.
        prefixes.Learn(session.Id, default);
        return first is null || (isEmpty && end is not FileEnd.WithBody)
            ? new StreamPosition(session, 0, started.ExpiresAt, started.Advice) { PrefixCrc64 = 0 }
            : await TakeFirstAsync(first with { Id = session.Id, Offset = 0 }, wanted.Attempt, clientGone);
    }

    /// <summary>Where an upload stands that was started before, by the same request; its body is not taken in once more.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="first">The body that comes with the start; null for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<Outcome<StreamPosition>> StandingAsync(NamedUpload upload, AppendRequest? first, CancellationToken cancellationToken) =>
        first is null or { End: FileEnd.AtLength }
            ? findPosition.RunAsync(upload, cancellationToken)
            : findPosition.WithoutCompletingAsync(upload, cancellationToken);

    private async Task<Outcome<StreamPosition>> TakeFirstAsync(
        AppendRequest first, StartAttempt? attempt, CancellationToken clientGone)
    {
        var outcome = await appendStream.RunAsync(first, clientGone);
        if (outcome.Failure is not { } refused)
        {
            return outcome;
        }

        return Refusals.Contains(refused.Code)
            ? await RefusedAsync(first.Id, attempt, refused)
            : first.End is FileEnd.AtLength
            ? await findPosition.RunAsync(first.Id, CancellationToken.None)
            : await findPosition.WithoutCompletingAsync(first.Id, CancellationToken.None);
    }

    /// <summary>Nobody knows the address of an upload whose start is refused: it is given up.</summary>
    private async Task<Failure> RefusedAsync(UploadId id, StartAttempt? attempt, Failure refused)
    {
        if (!Refusals.Contains(refused.Code))
        {
            return refused;
        }

        var ended = await cancelUpload.RunAsync(id, CancellationToken.None);
        if (ended.Failure is null or { Code: FailureCodes.UploadRejected })
        {
            attempt?.IsGivenUp();
        }

        return refused;
    }
}
