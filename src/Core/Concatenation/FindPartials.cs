using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Concatenation;

/// <summary>Finds the partial uploads that a final one names.</summary>
public sealed class FindPartials(UploadSessions sessions)
{
    private const int ReadAtOnce = 16;

    /// <summary>
    /// The sessions of the uploads by their ids; one that does not exist is left out. Each is read once, however often it is
    /// named.
    /// </summary>
    public async Task<IReadOnlyDictionary<UploadId, StoredSession>> RunAsync(
        IReadOnlyList<UploadId> ids, CancellationToken cancellationToken)
    {
        var found = new Dictionary<UploadId, StoredSession>();
        foreach (var some in ids.Distinct().Chunk(ReadAtOnce))
        {
            foreach (var stored in await Task.WhenAll(some.Select(id => sessions.FindAsync(id, cancellationToken))))
            {
                if (stored is not null)
                {
                    found[stored.Session.Id] = stored;
                }
            }
        }

        return found;
    }

    /// <summary>
    /// Length of the final upload, in bytes; null as long as one of its parts has none. One above the largest number is shown
    /// as that.
    /// </summary>
    internal static long? LengthOf(IReadOnlyList<UploadId> ids, IReadOnlyDictionary<UploadId, StoredSession> partials)
    {
        long sum = 0;
        foreach (var id in ids)
        {
            if (partials[id].Session.LengthBytes is not { } length)
            {
                return null;
            }

            sum = length > long.MaxValue - sum ? long.MaxValue : sum + length;
        }

        return sum;
    }

    /// <summary>
    /// Chunks of all parts together, each counted as often as it is named, as far as they are known: those of complete parts are.
    /// </summary>
    internal static long ChunksOf(IReadOnlyList<UploadId> ids, IReadOnlyDictionary<UploadId, StoredSession> partials) =>
        ids.Sum(id => (long)(partials[id].Session.File?.ChunkCount ?? 0));

    /// <summary>Why an upload cannot be part of another; null where it can.</summary>
    internal static string? Unusable(UploadSession? session) => session switch
    {
        null => "does not exist",
        { Role: not UploadRole.Partial } => "is not a partial upload",
        _ when UploadMoves.IsTombstone(session.State) => "has ended",
        _ => null,
    };

    /// <summary>The first upload that cannot be part of another, as a failure; null where all can.</summary>
    internal static Failure? Check(IReadOnlyList<UploadId> ids, IReadOnlyDictionary<UploadId, StoredSession> partials)
    {
        for (var at = 0; at < ids.Count; at++)
        {
            if (Unusable(partials.GetValueOrDefault(ids[at])?.Session) is { } why)
            {
                return FailureCatalogue.PartialUnusable(at + 1, why);
            }
        }

        return null;
    }
}
