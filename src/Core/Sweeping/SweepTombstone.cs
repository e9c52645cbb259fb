using SmartTransfer.Core.Events;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Sweeping;

/// <summary>Ends what expired, and removes what is left of uploads that ended without a file.</summary>
public sealed class SweepTombstone(
    UploadSessions sessions, ExpiryFiling filing, DiscardFile discardFile, LetGo letGo, UntoldEvents untold, SweepOptions options)
{
    // An event that is not delivered lives in the row: it is looked at again after this.
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromHours(1);

    /// <summary>Ends an upload whose time is over. Its row stays as a tombstone for a while.</summary>
    internal async Task<SweepStep> ExpireAsync(ExpiryEntry entry, UploadSession session, CancellationToken cancellationToken)
    {
        var now = sessions.Now;
        if (await sessions.ReplaceAsync(session.MoveTo(UploadState.Expired, now), cancellationToken) is not { } expired)
        {
            // Somebody completed or cancelled it at the same moment; the entry stays, and the next run looks again.
            return SweepStep.Refiled;
        }

        await discardFile.RunAsync(expired, cancellationToken);
        _ = await filing.RefileAsync(entry, now + options.TombstoneLifetime, cancellationToken);
        return SweepStep.Expired;
    }

    /// <summary>
    /// Removes a tombstone that has stood long enough, and what late chunks have staged under it. One with an event that others were not
    /// told yet stays until they were, or the event was set aside.
    /// </summary>
    internal async Task<SweepStep> BuryAsync(ExpiryEntry entry, UploadSession session, CancellationToken cancellationToken)
    {
        var now = sessions.Now;
        var due = (session.ClosedAt ?? now) + options.TombstoneLifetime;
        if (now < due)
        {
            // This repairs a cancel or an expiry whose instance died before it discarded the blocks.
            await discardFile.RunAsync(session, cancellationToken);
            return await filing.RefileAsync(entry, due, cancellationToken);
        }

        // Of two that discard at once the one that dies in between can leave an empty blob, after the other has removed what leads to it.
        // From here on the entry is another version, and it is that one which is filed later if something fails.
        return await filing.TakeAsync(entry, discardFile.MayTake, cancellationToken) is { } taken
            ? await filing.StepAsync(taken, () => BuryTakenAsync(taken, session, cancellationToken), cancellationToken)
            : SweepStep.Refiled;
    }

    private async Task<SweepStep> BuryTakenAsync(ExpiryEntry taken, UploadSession session, CancellationToken cancellationToken)
    {
        var now = sessions.Now;
        if (await untold.AreDueAsync(session, cancellationToken))
        {
            await discardFile.ByOneAsync(session, cancellationToken);
            return await filing.RefileAsync(taken, now + LookAgainAfter, cancellationToken);
        }

        if (!await discardFile.LastAsync(session, cancellationToken))
        {
            return await filing.RefileAsync(taken, now + options.TombstoneLifetime, cancellationToken);
        }

        await letGo.KeyAsync(session.Id, session.StartClaim, cancellationToken);
        await sessions.RemoveAsync(session, cancellationToken);
        await filing.RemoveAsync(taken, cancellationToken);
        return SweepStep.Removed;
    }
}
