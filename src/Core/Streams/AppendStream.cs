using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Streams;

/// <summary>
/// Takes in a body of any length that goes on where the upload stands: cuts it into blocks while it arrives, in constant
/// memory and with one storage call a block. What arrived before a connection broke is staged as a shorter block and counts.
/// With a digest all of the body counts or nothing. There are no locks: two bodies with the same bytes cannot hurt one
/// another, bodies with different bytes cannot mix (docs/adr/0020), and whoever begins elsewhere than where the upload stands is
/// told where that is.
/// </summary>
public sealed class AppendStream(
    UploadSessions sessions,
    FindPosition findPosition,
    DeclareLength declareLength,
    StreamReceiver receiver,
    CompleteStream completeStream,
    BodiesUnderWay bodies,
    NetworkRecorder network)
{
    /// <summary>Takes a body in, and completes the upload when all of it is there.</summary>
    /// <param name="request">The body.</param>
    /// <param name="clientGone">Fires when the client goes away: reading ends then. What arrived is staged all the same.</param>
    /// <returns>Where the upload stands now.</returns>
    public async Task<Outcome<StreamPosition>> RunAsync(AppendRequest request, CancellationToken clientGone)
    {
        using var activity = TransferActivities.Begin("append stream", request.Id);
        using var body = await bodies.BeginAsync(request.Id, request.EndsOlderBodies, clientGone);
        return activity.Ended(await AppendAsync(request, body.Ended, clientGone));
    }

    private async Task<Outcome<StreamPosition>> AppendAsync(AppendRequest request, CancellationToken ended, CancellationToken clientGone)
    {
        if (!(await findPosition.BeginAsync(request.Id, request.Offset, request.End, clientGone)).TryGet(out var located, out var failure))
        {
            return failure;
        }

        network.BeginBody(located.Found, request.AnnouncedBytes, request.Digest is not null, request.Report);
        if (Refusal(request, located) is { } elsewhere)
        {
            return Refused(request, located.Found, elsewhere);
        }

        if (request.DeclaredLengthBytes is { } said && request.EndBytes is { } meant && said != meant)
        {
            return Refused(request, located.Found, FailureCatalogue.LengthFixed(said, meant));
        }

        var session = located.Found.Session;
        if ((request.DeclaredLengthBytes ?? request.EndBytes) is { } declared && session.LengthBytes != declared)
        {
            // A body that declares the length and is refused leaves it undeclared.
            if (session.LengthBytes is null && declared >= request.Offset
                && CheckEnd(request, session with { LengthBytes = declared }) is { } pastDeclared)
            {
                return Refused(request, located.Found, pastDeclared);
            }

            if (!(await declareLength.RunAsync(request.Id, declared, located.Tip.Offset, clientGone)).TryGet(out var found, out failure))
            {
                return failure;
            }

            located = located with { Found = found };
        }

        if (CheckEnd(request, located.Found.Session) is { } pastEnd)
        {
            return await RefusedAsync(request, located.Found, pastEnd);
        }

        var received = await receiver.RunAsync(request, located, () => sessions.CheckStillOpenAsync(request.Id), ended, clientGone);
        if (received.NotStaged is { } full)
        {
            return full;
        }

        return received.Refused is { } refused
            ? await RefusedAsync(request, located.Found, refused)
            : await FinishAsync(request, located with { Tip = received.Counting });
    }

    private Failure? CheckEnd(AppendRequest request, UploadSession session) =>
        request.AnnouncedBytes > receiver.MostBytes(session, request.Offset) ? receiver.PastEnd(session, request.Offset) : null;

    private static Failure? Refusal(AppendRequest request, LocatedUpload located)
    {
        if ((located.Refused ?? CheckOffset(request.Offset, located.Tip.Offset)) is { } elsewhere)
        {
            return elsewhere;
        }

        if (located.Found.Session.State is UploadState.Completed
            && request.End is not FileEnd.AtLength
            && (request.End is FileEnd.Later || request.RefusesCompleted || request.AnnouncedBytes > 0))
        {
            return FailureCatalogue.UploadCompleted();
        }

        return request.PrefixCrc64 is { } told && told != located.Tip.Point.Crc64
            ? FailureCatalogue.StreamConflict(located.Tip.Offset)
            : null;
    }

    private static Failure? CheckOffset(long begins, long stands) =>
        begins == stands ? null : FailureCatalogue.OffsetMismatch(stands, begins);

    /// <summary>
    /// Completes the upload if that was all of it. A length that was unknown when the body began may have been declared
    /// meanwhile, on any instance.
    /// </summary>
    private async Task<Outcome<StreamPosition>> FinishAsync(AppendRequest request, LocatedUpload located)
    {
        var (found, tip) = located;
        if (found.Session.LengthBytes is null)
        {
            sessions.Forget(found.Session.Id);
            found = await sessions.FindCachedAsync(found.Session.Id, CancellationToken.None) ?? found;
            if (UploadMoves.IsTombstone(found.Session.State))
            {
                return OpenRule.Ended(found.Session);
            }

            if (found.Session.LengthBytes < tip.Offset)
            {
                return FailureCatalogue.LengthTooSmall(tip.Offset, found.Session.KnownLengthBytes);
            }
        }

        if (request.End is FileEnd.WithBody || (request.End is FileEnd.AtLength && tip.Offset == found.Session.LengthBytes))
        {
            // Once begun, the work goes on when the client goes away; the retry pipeline bounds it.
            var completion = new CompletionRequest(request.Expected, null, request.End is FileEnd.WithBody ? tip.Offset : null);
            var ended = await completeStream.EndAsync(found.Session.Id, tip, completion, CancellationToken.None);
            if (!ended.TryGet(out var completed, out var failure))
            {
                if (failure.Code == FailureCodes.FileDigestMismatch && request.End is FileEnd.WithBody)
                {
                    // The client has said what the whole is, and it is not: nothing may be appended, and nothing else made of it.
                    await completeStream.RejectAsync(request.Id, RejectionReasons.FileDigestMismatch, CancellationToken.None);
                }

                return failure;
            }

            found = found with { Session = completed };
        }

        return findPosition.PositionOf(new LocatedUpload(found, tip));
    }

    /// <summary>Where the client itself ends the file, a body that is longer than the file ends the upload.</summary>
    private async Task<Failure> RefusedAsync(AppendRequest request, StoredSession found, Failure failure)
    {
        if (failure.Code == FailureCodes.StreamPastEnd && request.End is not FileEnd.AtLength)
        {
            await completeStream.RejectAsync(request.Id, RejectionReasons.PastEnd, CancellationToken.None);
        }

        return Refused(request, found, failure);
    }

    private Failure Refused(AppendRequest request, StoredSession found, Failure failure)
    {
        using var attempt = network.BeginBlock(found, request.Dialect);
        attempt.Count(ResultOf(failure), 0, failure.Code);
        return failure;
    }

    private static ChunkResult ResultOf(Failure failure) => failure.Code switch
    {
        FailureCodes.StreamInterrupted => ChunkResult.Broken,
        FailureCodes.StreamDigestMismatch => ChunkResult.Mismatched,
        _ => ChunkResult.Refused,
    };
}
