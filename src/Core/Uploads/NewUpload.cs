using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Uploads;

/// <summary>What a client wants to upload.</summary>
/// <param name="FileName">The file's bare name.</param>
/// <param name="LengthBytes">Length of the whole file, in bytes; null where it is declared later.</param>
/// <param name="ContentType">Its media type; null where the client does not say.</param>
/// <param name="Expected">What the file's digests must be.</param>
/// <param name="Metadata">The client's own names and values.</param>
public sealed record NewUpload(
    string FileName, long? LengthBytes, string? ContentType, ExpectedDigests Expected, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Its id, where that was drawn before; null for a new one.</summary>
    public UploadId? Id { get; init; }

    /// <summary>When it was started, where that was noted before; null for now.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The name of its blob, where that is not by the template; checked by the rules for names.</summary>
    public BlobName? BlobName { get; init; }

    /// <summary>The attempt of a start under a key that this is; null for a start without a key.</summary>
    public StartAttempt? Attempt { get; init; }

    /// <summary>The greatest length that the file may have, in bytes; null for the service's own limit.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>How long the upload lives after its last activity; null for the service's setting.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>Who asks for it, for whoever is asked before it starts.</summary>
    public StartAsker By { get; init; } = StartAsker.Unknown;

    /// <summary>Whose network the upload will tell of; null where that is not known.</summary>
    public ClientKey? Client { get; init; }

    /// <summary>What the upload is for.</summary>
    public UploadRole Role { get; init; }

    /// <summary>The partial uploads that a final one consists of, in its order.</summary>
    public IReadOnlyList<UploadId> Parts { get; init; } = [];

    /// <summary>What the dialect by which the upload is started wants to find again (<see cref="UploadSession.Notes"/>).</summary>
    public IReadOnlyDictionary<string, string> Notes { get; init; } = UploadSession.NoNotes;

    /// <summary>The client among whose open uploads it counts, if those are limited; otherwise null.</summary>
    public ClientKey? Opener { get; init; }

    /// <summary>The client whose daily bytes the copied bytes of a final upload are charged to; null where those are not limited.</summary>
    public ClientKey? Payer { get; init; }

    /// <summary>The owner of the upload; null if the service does not ask for tokens.</summary>
    public OwnerKey? Owner { get; init; }
}
