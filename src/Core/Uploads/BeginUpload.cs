using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Uploads;

/// <summary>
/// What every start goes through, whatever its protocol. A start under a key is made once: the same request again is answered with the
/// upload that the first one made, so that a client whose answer was lost does not start a second one (docs/adr/0028). Before it is
/// made, the application is asked, if there is one to ask (docs/adr/0029).
/// </summary>
/// <remarks>
/// The key is claimed, with the id of the upload, before anything else is written. Where a start died between the two, the next request
/// goes on with the same id, and as of the same time: so however many requests come at once, only one session can be written, and the
/// others find it.
/// </remarks>
public sealed class BeginUpload(IClaims claims, IUploadIds ids, UploadSessions sessions, AskBeforeStart askBeforeStart)
{
    /// <summary>A claim without a session is younger than this while its start is under way.</summary>
    public static readonly TimeSpan StartTakes = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan StartKeepsFor = TimeSpan.FromHours(1);

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

        var mine = new Claim(key.Claim, ids.Next(), sessions.Now) { Fingerprint = key.Fingerprint };
        var held = await claims.AddAsync(mine, cancellationToken);
        if (held.Upload != mine.Upload)
        {
            if (held.Fingerprint != key.Fingerprint)
            {
                return FailureCatalogue.IdempotencyKeyReused();
            }

            if (await sessions.FindAsync(held.Upload, cancellationToken) is { } found)
            {
                return await again(new NamedUpload(held.Upload, found));
            }

            if (sessions.Now < held.At + StartTakes)
            {
                return FailureCatalogue.StartUnderWay();
            }

            // What was begun then is gone on with, as of then; what was begun long ago begins now.
            if (sessions.Now > held.At + StartKeepsFor)
            {
                if (await claims.ReplaceAsync(held with { At = sessions.Now }, cancellationToken) is not { } resumed)
                {
                    return FailureCatalogue.StartUnderWay();
                }

                held = resumed;
            }
        }

        var outcome = await StartAsync(
            wanted with { Id = held.Upload, StartedAt = held.At, StartClaim = key.Claim }, start, cancellationToken);
        if (outcome.Failure is { } refused && refused.Code != FailureCodes.StartUnderWay)
        {
            await LetGoAsync(held);
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

    /// <summary>Nothing came of the start, so the same key may be used again, at once.</summary>
    private async Task LetGoAsync(Claim held)
    {
        try
        {
            await claims.RemoveAsync(held, CancellationToken.None);
        }
        catch (StorageUnavailableException)
        {
            // The refusal counts. The key is free again a little later, and the sweep removes what is left.
        }
    }
}
