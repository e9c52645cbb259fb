using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Quotas;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Concatenation;

/// <summary>Opens the session of a final upload, which is put together from partial uploads. They need not be complete yet.</summary>
public sealed class StartFinalUpload(
    FindPartials findPartials, HoldParts holdParts, StartUpload startUpload, Allowances allowances, TimeProvider clock)
{
    /// <summary>
    /// Checks what the client wants, charges the bytes that will be copied, and opens a session for it. Of what is refused nothing
    /// is stored but, for a while, that its parts were named.
    /// </summary>
    /// <param name="wanted">The upload, with its <see cref="NewUpload.Parts"/>; its length follows from them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Outcome<UploadStatus>> RunAsync(NewUpload wanted, CancellationToken cancellationToken)
    {
        if (PartsRule.Check(wanted.Parts.Count, 0) is { } tooMany)
        {
            return tooMany;
        }

        // Another's upload is not there, as at its own address.
        var all = await findPartials.RunAsync(wanted.Parts, cancellationToken);
        var partials = all.Where(partial => OwnerRule.Check(partial.Value.Session, wanted.Owner) is null).ToDictionary();
        if ((FindPartials.Check(wanted.Parts, partials)
            ?? PartsRule.Check(wanted.Parts.Count, FindPartials.ChunksOf(wanted.Parts, partials))) is { } unusable)
        {
            return unusable;
        }

        var length = FindPartials.LengthOf(wanted.Parts, partials);
        wanted = wanted with { Role = UploadRole.Final, LengthBytes = length };
        return length is { } bytes && wanted.Payer is { } payer
            ? await ChargedAsync(wanted with { Payer = null }, payer, bytes, partials, cancellationToken)
            : await StartAsync(wanted, partials, cancellationToken);
    }

    private async Task<Outcome<UploadStatus>> ChargedAsync(
        NewUpload wanted,
        ClientKey payer,
        long bytes,
        IReadOnlyDictionary<UploadId, StoredSession> partials,
        CancellationToken cancellationToken)
    {
        var takenAt = clock.GetUtcNow();
        if (await allowances.TakeAsync(payer, AllowanceKind.Bytes, bytes, cancellationToken) is { } refused)
        {
            return refused;
        }

        var outcome = await StartAsync(wanted, partials, cancellationToken);
        if (outcome.Failure is not null)
        {
            allowances.GiveBack(payer, AllowanceKind.Bytes, bytes, takenAt);
        }

        return outcome;
    }

    private Task<Outcome<UploadStatus>> StartAsync(
        NewUpload wanted, IReadOnlyDictionary<UploadId, StoredSession> partials, CancellationToken cancellationToken) =>
        startUpload.RunAsync(wanted, id => holdParts.RunAsync(id, wanted.Parts, partials, cancellationToken), cancellationToken);
}
