using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Concatenation;

/// <summary>
/// Notes in partial uploads that a final one is being started with them. The sweep, which removes parts that nobody needs, writes
/// the same row over the same version: a part that could be noted in is kept until the final upload has ended.
/// </summary>
public sealed class HoldParts(UploadSessions sessions)
{
    private const int AtOnce = 16;

    // More of them are looked at first, and those of final uploads that have ended are dropped.
    private const int MaxUnexamined = 8;

    /// <summary>Notes it in each.</summary>
    /// <param name="final">The final upload. Its session is written after this.</param>
    /// <param name="parts">The partial uploads as the client named them.</param>
    /// <param name="partials">Their sessions as they were read just now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when it is noted in all, else which one cannot be a part.</returns>
    internal async Task<Failure?> RunAsync(
        UploadId final,
        IReadOnlyList<UploadId> parts,
        IReadOnlyDictionary<UploadId, StoredSession> partials,
        CancellationToken cancellationToken)
    {
        var hold = new PartHold(final, sessions.Now);
        foreach (var some in parts.Index().DistinctBy(part => part.Item).Chunk(AtOnce))
        {
            var outcomes = await Task.WhenAll(some.Select(part => sessions.ChangeAsync<UploadSession>(
                new NamedUpload(part.Item, partials[part.Item]),
                found => HoldAsync(found.Session, hold, part.Index + 1, cancellationToken),
                cancellationToken)));
            if (Array.Find(outcomes, outcome => outcome.Failure is not null) is { } refused)
            {
                return refused.Failure;
            }
        }

        return null;
    }

    private async Task<Outcome<UploadSession>?> HoldAsync(
        UploadSession partial, PartHold hold, int number, CancellationToken cancellationToken)
    {
        if (FindPartials.Unusable(partial) is { } why)
        {
            return FailureCatalogue.PartialUnusable(number, why);
        }

        var holds = partial.Holds.Count < MaxUnexamined ? partial.Holds : await LiveAsync(partial.Holds, cancellationToken);
        return await sessions.ReplaceAsync(partial with { Holds = [.. holds, hold] }, cancellationToken) is { } held
            ? (Outcome<UploadSession>)held
            : null;
    }

    private async Task<IReadOnlyList<PartHold>> LiveAsync(IReadOnlyList<PartHold> holds, CancellationToken cancellationToken)
    {
        var live = new List<PartHold>();
        foreach (var hold in holds)
        {
            if (await hold.IsLiveAsync(sessions, cancellationToken))
            {
                live.Add(hold);
            }
        }

        return live;
    }
}
