using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Quotas;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Uploads;

/// <summary>Opens an upload session.</summary>
public sealed class StartUpload(
    UploadSessions sessions,
    IExpiryIndex expiries,
    NameUpload names,
    ClientMemory clients,
    TransferAdvisor advisor,
    OpenSessions open,
    NewUploadRules rules)
{
    /// <summary>Checks what the client wants, and opens a session for it. Nothing is stored of what is refused.</summary>
    public Task<Outcome<UploadStatus>> RunAsync(NewUpload wanted, CancellationToken cancellationToken) =>
        RunAsync(wanted, static _ => Task.FromResult<Failure?>(null), cancellationToken);

    /// <summary>The same with something to be written before the session is, by its id.</summary>
    /// <param name="wanted">The upload.</param>
    /// <param name="prepare">Writes it; or says why the upload cannot be started.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async Task<Outcome<UploadStatus>> RunAsync(
        NewUpload wanted, Func<UploadId, Task<Failure?>> prepare, CancellationToken cancellationToken)
    {
        using var activity = TransferActivities.Begin("start upload");
        return activity.Ended(await StartAsync(wanted, prepare, cancellationToken));
    }

    private async Task<Outcome<UploadStatus>> StartAsync(
        NewUpload wanted, Func<UploadId, Task<Failure?>> prepare, CancellationToken cancellationToken)
    {
        if (rules.Check(wanted) is { } failure)
        {
            return failure;
        }

        var now = wanted.StartedAt ?? sessions.Now;
        if (!names.Choose(wanted, now).TryGet(out var blob, out failure))
        {
            return failure;
        }

        var recalling = clients.RecallAsync(wanted.Client, cancellationToken);
        var session = new UploadSession
        {
            Id = blob.Upload,
            BlobName = blob.Name,
            State = UploadState.Open,
            FileName = wanted.FileName,
            LengthBytes = wanted.LengthBytes,
            ContentType = wanted.ContentType ?? ContentTypeRule.Default,
            Expected = wanted.Expected,
            Metadata = wanted.Metadata,
            CreatedAt = now,
            Lifetime = wanted.Lifetime ?? rules.Lifetime,
            MaxBytes = wanted.MaxBytes,
            Client = wanted.Client,
            Role = wanted.Role,
            Parts = wanted.Parts,
            Notes = wanted.Notes,
            Owner = wanted.Owner,
            Opener = wanted.Opener,
            Payer = wanted.Payer,
            StartClaim = wanted.StartClaim,
        };

        // The index row first: a session without one would never be swept, an index row without a session costs one look.
        var due = session.Role is UploadRole.Final ? ExpiryHour.Concatenations : ExpiryHour.Of(now + session.Lifetime);
        var entry = new ExpiryEntry(due, session.Id)
        {
            Opener = session.Opener,
            NameClaim = ClaimKey.OfShared(blob),
            StartClaim = session.StartClaim,
            Listed = sessions.PlaceOf(session),
        };
        await expiries.FileAsync(entry, cancellationToken);
        if (await names.ClaimAsync(blob, cancellationToken) is { } taken)
        {
            return taken;
        }

        // The place among the open ones before the session, so that none is ever open and not counted. Of one that is refused the sweep
        // drops the index row.
        if ((await prepare(session.Id) ?? await open.AdmitAsync(session.Opener, session.Id, cancellationToken)) is { } refused)
        {
            await names.GiveBackAsync(blob, cancellationToken);
            return refused;
        }

        try
        {
            session = await sessions.AddAsync(session with { KnownAtStart = await recalling }, cancellationToken);
        }
        catch (SessionExistsException) when (session.StartClaim is not null)
        {
            // Another request under the same key came first with the same upload.
            return FailureCatalogue.StartUnderWay();
        }

        IReadOnlyList<ByteRange> missing = session.LengthBytes is > 0 and var length ? [new ByteRange(0, length)] : [];
        return new UploadStatus(
            session,
            now + session.Lifetime,
            0,
            [],
            missing,
            [],
            [],
            session.KnownAtStart,
            advisor.Advise(session.LengthBytes ?? 0, session.KnownAtStart, now));
    }
}
