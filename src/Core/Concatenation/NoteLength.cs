using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Quotas;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Concatenation;

/// <summary>
/// Notes the length of a final upload whose parts did not all have one when it was started: it is charged to its client then, and
/// told before the file is there.
/// </summary>
public sealed class NoteLength(UploadSessions sessions, Allowances allowances)
{
    /// <summary>Notes it.</summary>
    /// <returns>
    /// Null when it is noted, or the session changed: read it again. Else that it must wait, or why there can be no such file.
    /// </returns>
    internal async Task<GatheredParts?> RunAsync(UploadSession session, long length)
    {
        var takenAt = sessions.Now;
        if (session.Payer is { } payer
            && await allowances.TakeAsync(payer, AllowanceKind.Bytes, length, CancellationToken.None) is { } refused)
        {
            // Bytes that are used up are there again tomorrow; more than a day's never will be.
            return new GatheredParts(
                RejectedBecause: refused.Code == FailureCodes.BodyOverDailyLimit ? RejectionReasons.LengthTooLarge : null);
        }

        var noted = await sessions.ReplaceAsync(session with { LengthBytes = length, Payer = null }, CancellationToken.None);
        if (noted is null && session.Payer is { } notCharged)
        {
            allowances.GiveBack(notCharged, AllowanceKind.Bytes, length, takenAt);
        }

        return null;
    }
}
