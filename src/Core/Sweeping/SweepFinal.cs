using SmartTransfer.Core.Concatenation;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Sweeping;

/// <summary>What the timers do about final uploads, and how long they keep partial ones.</summary>
public sealed class SweepFinal(ConcatenateUploads concatenate, ExpiryFiling filing, UploadSessions sessions, SweepOptions options, ConcatenationOptions concatenation)
{
    /// <summary>When a complete partial upload goes: it is no file of its own, and goes when nobody needs it for a final one any more.</summary>
    internal DateTimeOffset GoesAt(UploadSession partial) =>
        partial.ConcatenatedAt is { } concatenatedAt ? concatenatedAt + partial.Lifetime : (partial.ClosedAt ?? partial.CreatedAt) + concatenation.PartialLifetime;

    /// <summary>Goes on with a final upload.</summary>
    internal async Task<SweepStep> RunAsync(ExpiryEntry entry, TimeSpan copyTime, CancellationToken cancellationToken)
    {
        var outcome = await concatenate.RunAsync(entry.Id, copyTime, cancellationToken);
        if (!outcome.TryGet(out var progress, out _))
        {
            // It ended, or another request changed it just now: a later run sees which.
            return await filing.RefileAsync(entry, sessions.Now + options.TombstoneLifetime, cancellationToken);
        }

        switch (progress.Step)
        {
            case ConcatenationStep.Completed:
                await filing.RemoveAsync(entry, cancellationToken);
                return SweepStep.RolledForward;
            case ConcatenationStep.Copying:
                // It has an entry by which it is continued; this one may be it.
                if (entry.Hour != ExpiryHour.Concatenations)
                {
                    await filing.RemoveAsync(entry, cancellationToken);
                }

                return SweepStep.Refiled;
            default:
                return await filing.RefileAsync(entry, sessions.Now + TimeSpan.FromHours(1), cancellationToken);
        }
    }
}
