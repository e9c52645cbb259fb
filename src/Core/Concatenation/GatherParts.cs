using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Streams;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Concatenation;

/// <summary>
/// Looks at the partial uploads of a final one: whether they are all there, how long they are together, and of which blocks the
/// whole consists.
/// </summary>
public sealed class GatherParts(
    FindPartials findPartials, CompleteStream completeStream, IBlockStore blocks, LimitOptions limits, AdmissionOptions admission)
{
    private const int ListAtOnce = 8;

    /// <summary>
    /// Looks. A partial upload all of which is there and that is not complete is completed on the way: an instance died in
    /// between.
    /// </summary>
    internal async Task<GatheredParts> RunAsync(UploadSession session, CancellationToken cancellationToken)
    {
        var partials = await findPartials.RunAsync(session.Parts, cancellationToken);
        if (FindPartials.Check(session.Parts, partials) is not null)
        {
            return new GatheredParts(RejectedBecause: RejectionReasons.PartLost);
        }

        if (PartsRule.Check(session.Parts.Count, FindPartials.ChunksOf(session.Parts, partials)) is not null)
        {
            return new GatheredParts(RejectedBecause: RejectionReasons.TooManyChunks);
        }

        if (session.LengthBytes is null && FindPartials.LengthOf(session.Parts, partials) is { } length)
        {
            return LengthRule.Check(length, session.LongestBytes(limits.MaxFileBytes)) is null
                ? new GatheredParts(LengthBytes: length)
                : new GatheredParts(RejectedBecause: RejectionReasons.LengthTooLarge);
        }

        if (partials.Values.Any(partial => partial.Session.State is not UploadState.Completed))
        {
            // Once they are complete their chunks are known: another look counts them before their block lists are read.
            return await AreCompletedAsync(partials.Values, cancellationToken) ? await RunAsync(session, cancellationToken) : default;
        }

        if (await SourcesAsync(session, partials, cancellationToken) is not { } sources)
        {
            return new GatheredParts(RejectedBecause: RejectionReasons.PartLost);
        }

        var plan = ConcatenationPlan.Make(
            sources, BlockLimits.MaxCommittedBlocks, Math.Min(limits.MaxChunkBytes * 9 / 4, admission.MaxBytesInFlight));
        return plan is null ? new GatheredParts(RejectedBecause: RejectionReasons.TooManyChunks) : new GatheredParts(plan);
    }

    private async Task<bool> AreCompletedAsync(IEnumerable<StoredSession> partials, CancellationToken cancellationToken)
    {
        foreach (var session in partials.Select(partial => partial.Session).Where(session => session.State is not UploadState.Completed))
        {
            if (session.LengthBytes is null || (
                await completeStream.WholeAsync(session.Id, null, cancellationToken)).Failure is not null)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The files of the partial uploads; null where one is gone.</summary>
    private async Task<IReadOnlyList<ConcatenationSource>?> SourcesAsync(
        UploadSession session, IReadOnlyDictionary<UploadId, StoredSession> partials, CancellationToken cancellationToken)
    {
        var sources = new Dictionary<UploadId, ConcatenationSource>();

        // Together they list no more chunks than a final upload may be made of.
        foreach (var some in partials.Values.Chunk(ListAtOnce))
        {
            foreach (var source in await Task.WhenAll(some.Select(partial => SourceAsync(partial.Session, cancellationToken))))
            {
                if (source is null)
                {
                    return null;
                }

                sources[source.Blob.Upload] = source;
            }
        }

        return [.. session.Parts.Select(id => sources[id])];
    }

    private async Task<ConcatenationSource?> SourceAsync(UploadSession partial, CancellationToken cancellationToken)
    {
        var listing = await blocks.ListAsync(partial.Blob, cancellationToken);
        if (partial.LengthBytes > 0 && listing.Committed is null)
        {
            return null;
        }

        var ledger = Ledger.Read(partial.LengthBytes ?? 0, listing with { Staged = [] });
        return ledger.BytesMissing > 0 ? null : new ConcatenationSource(partial.Blob, ledger.Chunks);
    }
}
