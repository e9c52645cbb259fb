using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Streams;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Concatenation;

/// <summary>
/// The requests at a final upload. Each helps it on for a while, so that it is complete with the answer wherever it can be; what is
/// left is done by the next request, on any instance, and by a timer.
/// </summary>
public sealed class AdvanceFinal(
    StartFinalUpload startFinal,
    ConcatenateUploads concatenate,
    FindPosition findPosition,
    CompleteUpload completeUpload,
    IExpiryIndex expiries,
    ConcatenationOptions options)
{
    // Whoever asks where it stands is not kept waiting for long.
    private static readonly TimeSpan LookTime = TimeSpan.FromSeconds(3);

    /// <summary>Starts a final upload.</summary>
    /// <param name="wanted">The upload with its parts.</param>
    /// <param name="clientGone">Ends the start. Once begun, the concatenation goes on when the client goes away.</param>
    public async Task<Outcome<StreamPosition>> StartAsync(NewUpload wanted, CancellationToken clientGone)
    {
        if (!(await startFinal.RunAsync(wanted, clientGone)).TryGet(out var started, out var failure))
        {
            return failure;
        }

        var session = started.Session;
        try
        {
            var progress = await GoOnAsync(session.Id, options.RequestTime, CancellationToken.None);
            if (progress.Failure is { Code: FailureCodes.UploadRejected } lost)
            {
                return lost;
            }

            session = progress.Failure is null ? progress.Value.Session : session;
        }
        catch (StorageUnavailableException)
        {
            // The upload is there and is continued later: a client that heard of a fault would start another one.
        }

        return new StreamPosition(session, session.LengthBytes ?? 0, null, started.Advice);
    }

    /// <summary>Tells where an upload stands, as <see cref="FindPosition"/> does, and helps a final one on.</summary>
    public async Task<Outcome<StreamPosition>> FindPositionAsync(NamedUpload upload, CancellationToken cancellationToken)
    {
        var outcome = await findPosition.RunAsync(upload, cancellationToken);
        if (outcome is not { Failure: null, Value.Session: { Role: UploadRole.Final, State: UploadState.Open } })
        {
            return outcome;
        }

        var progress = await GoOnAsync(upload.Id, LookTime, cancellationToken);
        return progress.Failure is { } ended ? ended : await findPosition.RunAsync(upload.Id, cancellationToken);
    }

    /// <summary>Completes an upload, as <see cref="CompleteUpload"/> does, and helps a final one on.</summary>
    public async Task<Outcome<UploadSession>> CompleteAsync(
        NamedUpload upload, CompletionRequest request, CancellationToken cancellationToken)
    {
        var outcome = await completeUpload.RunAsync(upload, request, cancellationToken);
        if (outcome.Failure is not { Code: FailureCodes.UploadConcatenating })
        {
            return outcome;
        }

        var progress = await GoOnAsync(upload.Id, options.RequestTime, cancellationToken);
        return progress.Failure is { } ended ? ended : await completeUpload.RunAsync(upload.Id, request, cancellationToken);
    }

    /// <summary>
    /// Goes on, and files the upload where the timer looks, or removes it from there. It has been filed since it was started: this
    /// only saves time and calls.
    /// </summary>
    private async Task<Outcome<ConcatenationProgress>> GoOnAsync(UploadId id, TimeSpan time, CancellationToken cancellationToken)
    {
        var outcome = await concatenate.RunAsync(id, time, cancellationToken);
        if (outcome.TryGet(out var progress, out _))
        {
            var entry = new ExpiryEntry(ExpiryHour.Concatenations, id) { Opener = progress.Session.Opener };
            try
            {
                switch (progress.Step)
                {
                    case ConcatenationStep.Completed:
                        if (progress.Session is { StartClaim: { } key } completed)
                        {
                            // The sweep lets go of the key in its time.
                            var later = ExpiryHour.Of(completed.StartClaimKeptUntil);
                            await expiries.FileAsync(new ExpiryEntry(later, id) { StartClaim = key }, CancellationToken.None);
                        }

                        await expiries.RemoveAsync(entry, CancellationToken.None);
                        break;
                    case ConcatenationStep.Copying:
                        _ = await expiries.FileAsync(entry, CancellationToken.None);
                        break;
                }
            }
            catch (StorageUnavailableException)
            {
                // The timer finds it all the same, a little later.
            }
        }

        return outcome;
    }
}
