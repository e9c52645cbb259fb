using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Uploads;

/// <summary>
/// What every start goes through, whatever its protocol. A start under a key is made once: the same request again is answered with the
/// upload that the first one made, so that a client whose answer was lost does not start a second one (docs/adr/0028). Before it is
/// made, the application is asked, if there is one to ask (docs/adr/0033).
/// </summary>
/// <remarks>
/// The key is claimed, with the id of the upload, before the upload holds anything else. Where a start died after that, the next request
/// goes on with the same id, and as of the same time: so however many requests come at once, only one session can be written, and the
/// others find it. Each attempt writes the claim anew, and only the first lets go of it (<see cref="StartAttempt"/>).
/// </remarks>
public sealed class BeginUpload(
    IClaims claims,
    IUploadIds ids,
    UploadSessions sessions,
    AskBeforeStart askBeforeStart,
    NameUpload names,
    FileStart fileStart)
{
    /// <summary>
    /// A claim without a session that is older than this is gone on with. Its start may still be under way: see
    /// <see cref="Quotas.OpenSessions.StartTakes"/>.
    /// </summary>
    public static readonly TimeSpan StartTakes = TimeSpan.FromSeconds(10);

    /// <summary>For how long what was begun is gone on with as of then: under the same name, and listed in the same place.</summary>
    public static readonly TimeSpan StartKeepsFor = TimeSpan.FromHours(1);

    /// <summary>Starts an upload, or finds the one that was started under the key before.</summary>
    /// <param name="wanted">The upload.</param>
    /// <param name="key">The key; null for none.</param>
    /// <param name="start">Starts it.</param>
    /// <param name="again">Tells where the upload stands that was started before.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Outcome<T>> RunAsync<T>(
        NewUpload wanted,
        StartKey? key,
        Func<NewUpload, Task<Outcome<T>>> start,
        Func<NamedUpload, Task<Outcome<T>>> again,
        CancellationToken cancellationToken)
        where T : notnull
    {
        if (key is null)
        {
            return await StartAsync(wanted, start, cancellationToken);
        }

        var attempt = new StartAttempt(claims, key.Claim);
        var (id, now) = (ids.Next(), sessions.Now);
        wanted = wanted with { Id = id, StartedAt = now, Attempt = attempt };

        // The entry first: nothing else leads to the key of a start that dies.
        var named = names.Choose(wanted, now).TryGet(out var blob, out _) ? blob : UploadBlob.Of(id);
        await fileStart.RunAsync(wanted, named, now, cancellationToken);
        var held = await claims.AddAsync(new Claim(key.Claim, id, now) { Fingerprint = key.Fingerprint }, cancellationToken);
        if (held.Upload == id)
        {
            attempt.Claimed(held);
        }
        else
        {
            await fileStart.UndoAsync(attempt, cancellationToken);
            if (held.Fingerprint != key.Fingerprint)
            {
                return FailureCatalogue.IdempotencyKeyReused();
            }

            if (await sessions.FindAsync(held.Upload, cancellationToken) is { } found)
            {
                return await again(new NamedUpload(held.Upload, found));
            }

            if (sessions.Now < held.At + StartTakes || await TakeUpAsync(held, cancellationToken) is not { } taken)
            {
                return FailureCatalogue.StartUnderWay();
            }

            wanted = wanted with { Id = taken.Upload, StartedAt = taken.BegunAt ?? taken.At };
        }

        return await AttemptAsync(wanted, attempt, start, cancellationToken);
    }

    /// <summary>
    /// Takes up what another attempt began: as of then, or as of now where that is long ago. It is written before anything is done, so
    /// the attempt before this one does not free the key any more, and nobody takes the start for dead.
    /// </summary>
    /// <returns>The claim; null where another attempt came first.</returns>
    private Task<Claim?> TakeUpAsync(Claim held, CancellationToken cancellationToken)
    {
        var now = sessions.Now;
        var begunAt = held.BegunAt ?? held.At;
        return claims.ReplaceAsync(held with { At = now, BegunAt = now <= begunAt + StartKeepsFor ? begunAt : null }, cancellationToken);
    }

    private async Task<Outcome<T>> AttemptAsync<T>(
        NewUpload wanted, StartAttempt attempt, Func<NewUpload, Task<Outcome<T>>> start, CancellationToken cancellationToken)
        where T : notnull
    {
        Outcome<T> outcome;
        try
        {
            outcome = await StartAsync(wanted, start, cancellationToken);
        }
        catch
        {
            // Its client has gone away, say. Nobody else would let go of the key.
            await attempt.BrokenOffAsync();
            throw;
        }

        if (outcome.Failure is not null)
        {
            await attempt.RefusedAsync();
        }

        return outcome;
    }

    private async Task<Outcome<T>> StartAsync<T>(
        NewUpload wanted, Func<NewUpload, Task<Outcome<T>>> start, CancellationToken cancellationToken)
        where T : notnull
    {
        if (!askBeforeStart.IsOn)
        {
            return await start(wanted);
        }

        var id = wanted.Id ?? ids.Next();
        return (await askBeforeStart.RunAsync(wanted with { Id = id }, id, cancellationToken)).TryGet(out var allowed, out var refused)
            ? await start(allowed)
            : refused;
    }
}
