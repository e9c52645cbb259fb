using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Quotas;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Uploads;

/// <summary>Opens an upload session.</summary>
public sealed class StartUpload(
    UploadSessions sessions,
    FileStart fileStart,
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
            StartClaim = wanted.Attempt?.Key,
        };

        await fileStart.RunAsync(wanted, blob, now, cancellationToken);
        wanted.Attempt?.HoldsMore();
        var name = await names.ClaimAsync(blob, cancellationToken);
        if ((name.Refused ?? await prepare(session.Id)) is { } unusable)
        {
            return await RefusedAsync(unusable, wanted.Attempt, name);
        }

        // The place among the open ones before the session, so that none is ever open and not counted. Of one that is refused the sweep
        // drops the index row.
        if (await open.AdmitAsync(session.Opener, session.Id, cancellationToken) is { } tooMany)
        {
            return await RefusedAsync(
                tooMany, wanted.Attempt, name, () => open.GiveBackAsync(session.Opener, session.Id, CancellationToken.None));
        }

        wanted.Attempt?.WritesSession();
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

    /// <summary>Frees what the upload held that is not started, unless another attempt of the same start goes on with it.</summary>
    private async Task<Failure> RefusedAsync(Failure refused, StartAttempt? attempt, ClaimedName name, Func<Task>? giveBack = null)
    {
        if (attempt is null || await attempt.RefusedAsync())
        {
            await names.GiveBackAsync(name, CancellationToken.None);
            await (giveBack?.Invoke() ?? Task.CompletedTask);
        }

        return refused;
    }
}
