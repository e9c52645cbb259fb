using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Functions.Tests.Fuzz;

/// <summary>What is stored that counts, at one moment: sessions, blocks of files, files. What was measured is left out.</summary>
internal sealed class StoredState(InMemoryStorage storage)
{
    // What can refuse the file, its version, or the rest of a body without a length, once bytes are in: they were taken in, and
    // stay, whether they count or not.
    private static readonly string?[] OfTheWhole =
    [
        "file-digest-mismatch", "chunks-conflict", "chunks-missing", "too-many-chunks", "stream-conflict", "stream-lost",
        "completed-otherwise", "stream-past-end",
    ];

    /// <summary>The uploads by their ids.</summary>
    public IReadOnlyDictionary<UploadId, UploadSession> Sessions { get; } = storage.SessionRows.ToDictionary(session => session.Id);

    private readonly Dictionary<UploadId, string> _blobs = storage.BlobIds.ToDictionary(
        id => id,
        id => string.Join(' ', storage.StagedBlocks(id).Where(Counts).Select(block => block.EncodedId))
            + (storage.CommittedSession(id) is null ? string.Empty : " committed"));

    /// <summary>How a later state differs by more than a refused request may leave behind; null where it does not.</summary>
    /// <param name="later">The state after the request.</param>
    /// <param name="code">Why it was refused.</param>
    public string? DiffersFrom(StoredState later, string? code)
    {
        foreach (var (id, now) in later.Sessions)
        {
            if (!Sessions.TryGetValue(id, out var before))
            {
                // An upload that came with a body which was refused was given up before anybody was told of it.
                if (now.State is not (UploadState.Cancelled or UploadState.Removed)
                    || later._blobs.GetValueOrDefault(id, string.Empty).Length > 0)
                {
                    return $"upload {id.Value} was started";
                }
            }

            else if (before.State != now.State && !MayMove(before, now, code))
            {
                return $"upload {id.Value} went from {before.State} to {now.State}";
            }
            else if (before.LengthBytes is not null && before.LengthBytes != now.LengthBytes)
            {
                // A length that is declared stands, whatever becomes of the body that it came with.
                return $"the length of upload {id.Value} went from {before.LengthBytes} to {now.LengthBytes}";
            }
        }

        if (OfTheWhole.Contains(code))
        {
            return null;
        }

        foreach (var id in _blobs.Keys.Union(later._blobs.Keys))
        {
            var (before, now) = (_blobs.GetValueOrDefault(id, string.Empty), later._blobs.GetValueOrDefault(id, string.Empty));
            if (before != now && later.Sessions[id].State is not (UploadState.Rejected or UploadState.Completed))
            {
                return $"the blob of upload {id.Value} went from '{before}' to '{now}'";
            }
        }

        return null;
    }

    // What is all there, or is being completed, is completed by whoever looks where the upload stands; and what cannot be completed
    // is rejected by them. The answer to HEAD has no code.
    private static bool MayMove(UploadSession before, UploadSession now, string? code) =>
        now.State is UploadState.Completed || before.State is UploadState.Committing
            || (now.State is UploadState.Rejected && (now.Role is UploadRole.Final || code is null || OfTheWhole.Contains(code)));

    /// <summary>Whether a block holds bytes of a file that count.</summary>
    public static bool Counts(StagedBlock block) =>
        BlockId.TryDecode(block.EncodedId, out var id) && id is { HoldsFileBytes: true, Kind: not BlockKind.Provisional };
}
