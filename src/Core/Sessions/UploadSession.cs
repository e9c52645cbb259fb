using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Links;

namespace SmartTransfer.Core.Sessions;

/// <summary>
/// Our record of one upload: what the client announced, and where it stands. What has arrived is not here but in the block
/// list.
/// </summary>
public sealed record UploadSession
{
    /// <summary>No notes.</summary>
    public static readonly IReadOnlyDictionary<string, string> NoNotes = new Dictionary<string, string>();

    /// <summary>The upload's id.</summary>
    public required UploadId Id { get; init; }

    /// <summary>The name of the blob that its blocks are staged in and its file appears as; fixed when the upload is started.</summary>
    public required BlobName BlobName { get; init; }

    /// <summary>Where its bytes are.</summary>
    public UploadBlob Blob => new(Id, BlobName);

    /// <summary>Where the upload stands.</summary>
    public required UploadState State { get; init; }

    /// <summary>The file's name as the client gave it; one path segment, checked by <c>FileNameRule</c>.</summary>
    public required string FileName { get; init; }

    /// <summary>Length of the whole file, in bytes; null until the client declares it (<c>DeclareLength</c>), which it does once.</summary>
    public required long? LengthBytes { get; init; }

    /// <summary>Length of the whole file, in bytes, where it must be known: nothing is committed before.</summary>
    /// <exception cref="InvalidOperationException">The length is not declared yet.</exception>
    public long KnownLengthBytes => LengthBytes ?? throw new InvalidOperationException($"The length of upload {Id} is not declared yet.");

    /// <summary>Media type of the file.</summary>
    public required string ContentType { get; init; }

    /// <summary>What the file's digests must be, as far as the client said.</summary>
    public required ExpectedDigests Expected { get; init; }

    /// <summary>The client's own names and values, kept and given back unchanged.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>What the upload is for.</summary>
    public UploadRole Role { get; init; }

    /// <summary>
    /// The partial uploads that a final one consists of, in its order; one may be named several times. Empty for any other.
    /// </summary>
    public IReadOnlyList<UploadId> Parts { get; init; } = [];

    /// <summary>
    /// What the dialect by which the upload was started wants to find again: opaque here, by a name of letters, each at most
    /// 32,000 characters.
    /// </summary>
    public IReadOnlyDictionary<string, string> Notes { get; init; } = NoNotes;

    /// <summary>
    /// When a final upload that a partial one is part of was completed last; null before, and for any other upload.
    /// </summary>
    public DateTimeOffset? ConcatenatedAt { get; init; }

    /// <summary>The final uploads that were started with a partial one and may still need it; empty for any other upload.</summary>
    public IReadOnlyList<PartHold> Holds { get; init; } = [];

    /// <summary>
    /// The client whose daily bytes a final upload is still to be charged to, because its length was not known when it was started;
    /// null once that is done, for any other upload, and where bytes are not limited.
    /// </summary>
    public ClientKey? Payer { get; init; }

    /// <summary>The greatest length that the file may have, in bytes; null for the service's own limit.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>When the upload was started.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How long the upload lives after its last activity.</summary>
    public required TimeSpan Lifetime { get; init; }

    /// <summary>Until when the upload lives at least, because its client asked for that; null where it did not.</summary>
    public DateTimeOffset? ExtendedTo { get; init; }

    /// <summary>
    /// Whose network this upload tells of; null where that is not known, and once a final state is reached: what is kept of a
    /// finished upload does not say whose it was.
    /// </summary>
    public ClientKey? Client { get; init; }

    /// <summary>
    /// The client among whose open uploads it counts, if those are limited; null otherwise, and once the store has it in a
    /// final state (<c>ClosingSessionStore</c>).
    /// </summary>
    public ClientKey? Opener { get; init; }

    /// <summary>The claim of the key under which its client started it once; null where it gave none.</summary>
    public ClaimKey? StartClaim { get; init; }

    /// <summary>
    /// Until when that claim is kept of a completed upload: one lifetime more, so that who asks again under the key hears of this file.
    /// </summary>
    public DateTimeOffset StartClaimKeptUntil => (ClosedAt ?? CreatedAt) + Lifetime;

    /// <summary>
    /// The owner of the upload and its file, for as long as there is a record of it; null if it was started while the service
    /// did not ask for tokens.
    /// </summary>
    public OwnerKey? Owner { get; init; }

    /// <summary>What was remembered of the client's network when the upload was started (<see cref="NetworkProfile.StartOf"/>).</summary>
    public NetworkCounters KnownAtStart { get; init; } = NetworkCounters.Zero;

    /// <summary>What was counted of its transfer; present once it is being committed or has ended, in most cases.</summary>
    public TransferCounts? Counted { get; init; }

    /// <summary>When the upload reached a final state, to the millisecond; null before.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Which blocks are being committed (<see cref="Ledgers.CommitPlan"/>); present only while the state is Committing.</summary>
    public ReadOnlyMemory<byte>? Plan { get; init; }

    /// <summary>What the completed file's digests are; present from Committing on.</summary>
    public FileDigests? File { get; init; }

    /// <summary>Why the upload was rejected: a code of the failure catalogue; present only in that state.</summary>
    public string? RejectedBecause { get; init; }

    /// <summary>
    /// SHA-256 of the bytes that were committed in place of the expected file; present only where a digest mismatch rejected
    /// the upload.
    /// </summary>
    public Sha256Digest? RejectedSha256 { get; init; }

    /// <summary>The store's version of this record (an ETag), for the next write; null before the first.</summary>
    public string? Version { get; init; }

    /// <summary>
    /// The state that this record was moved from, on its way to the store, by which moves are counted and told; null where it was not
    /// moved. No store keeps it.
    /// </summary>
    public UploadState? MovedFrom { get; init; }

    /// <summary>What happened to this upload that others are told of, in order; empty where nobody is told.</summary>
    public IReadOnlyList<SessionEvent> Events { get; init; } = [];

    /// <summary>When the upload expires if nothing happens after its last activity.</summary>
    public DateTimeOffset ExpiresAfter(DateTimeOffset lastActivityAt)
    {
        var expiresAt = lastActivityAt + Lifetime;
        return ExtendedTo > expiresAt ? ExtendedTo.Value : expiresAt;
    }

    /// <summary>The most bytes that the file may have, whatever its declared length.</summary>
    /// <param name="limit">The service's own limit, in bytes.</param>
    public long LongestBytes(long limit) => MaxBytes is { } most && most < limit ? most : limit;

    /// <summary>This record in another state.</summary>
    /// <exception cref="InvalidOperationException">The move is not legal (<see cref="UploadMoves"/>).</exception>
    public UploadSession MoveTo(UploadState state, DateTimeOffset now)
    {
        if (!UploadMoves.IsLegal(State, state))
        {
            throw new InvalidOperationException($"An upload that is {State} cannot become {state}.");
        }

        var final = state is not UploadState.Committing;
        return this with
        {
            State = state,
            MovedFrom = State,
            ClosedAt = final ? now.ToMillisecond() : null,
            Counted = ClosedAt is { } ended && Counted is { } counted ? counted with { Duration = ended - CreatedAt } : Counted,
            Plan = final ? null : Plan,
            Client = final ? null : Client,
            Payer = final ? null : Payer,
        };
    }
}
