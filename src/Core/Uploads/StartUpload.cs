using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Rules;

namespace SmartTransfer.Core.Uploads;

/// <summary>Opens an upload session.</summary>
public sealed class StartUpload(ISessionStore sessions, IExpiryIndex expiries, IUploadIds ids, TransferAdvisor advisor, LimitOptions limits, SessionOptions options, TimeProvider clock)
{
    /// <summary>Checks what the client wants, and opens a session for it. Nothing is stored of what is refused.</summary>
    public async Task<Outcome<UploadStatus>> RunAsync(NewUpload wanted, CancellationToken cancellationToken)
    {
        if (Check(wanted) is { } failure)
        {
            return failure;
        }

        var now = clock.GetUtcNow();
        var session = new UploadSession
        {
            Id = ids.Next(),
            State = UploadState.Open,
            FileName = wanted.FileName,
            LengthBytes = wanted.LengthBytes,
            ContentType = wanted.ContentType ?? ContentTypeRule.Default,
            Expected = wanted.Expected,
            Metadata = wanted.Metadata,
            CreatedAt = now,
            Lifetime = options.Lifetime,
        };

        // The index row first: a session without one would never be swept, an index row without a session costs one look.
        await expiries.FileAsync(new ExpiryEntry(ExpiryHour.Of(now + session.Lifetime), session.Id), cancellationToken);
        session = await sessions.AddAsync(session, cancellationToken);
        IReadOnlyList<ByteRange> missing = session.LengthBytes > 0 ? [new ByteRange(0, session.LengthBytes)] : [];
        return new UploadStatus(session, now + session.Lifetime, 0, [], missing, [], [], NetworkCounters.Zero, advisor.Advise(session.LengthBytes, NetworkCounters.Zero, now));
    }

    private Failure? Check(NewUpload wanted) =>
        CheckLength(wanted)
        ?? FileNameRule.Check(wanted.FileName, limits.MaxFileNameBytes)
        ?? (wanted.ContentType is null ? null : ContentTypeRule.Check(wanted.ContentType))
        ?? MetadataRule.Check(wanted.Metadata, limits.MaxMetadataBytes)
        ?? Sha256Rule.Check(wanted.Expected, wanted.LengthBytes, limits.MaxSha256FileBytes);

    private Failure? CheckLength(NewUpload wanted)
    {
        var text = wanted.LengthBytes.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return wanted.LengthBytes switch
        {
            < 0 => FailureCatalogue.LengthInvalid(text),
            var length when length > limits.MaxFileBytes => FailureCatalogue.LengthTooLarge(text, limits.MaxFileBytes),
            _ => null,
        };
    }
}
