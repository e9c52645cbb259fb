using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Rules;

/// <summary>When an upload still takes chunks.</summary>
public static class OpenRule
{
    /// <summary>
    /// Null when the session is open, else why it is not. A final upload does not expire by itself: it waits as long as its
    /// parts live.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="expiresAt">When it expires.</param>
    /// <param name="now">The time.</param>
    public static Failure? Check(UploadSession session, DateTimeOffset expiresAt, DateTimeOffset now) => session.State switch
    {
        UploadState.Open when now >= expiresAt && session.Role is not UploadRole.Final => FailureCatalogue.UploadExpired(expiresAt),
        UploadState.Open => null,
        UploadState.Committing => FailureCatalogue.UploadCommitting(),
        _ => Ended(session),
    };

    /// <summary>How an upload ended, as a failure.</summary>
    public static Failure Ended(UploadSession session) => session.State switch
    {
        UploadState.Completed => FailureCatalogue.UploadCompleted(),
        UploadState.Cancelled => FailureCatalogue.UploadCancelled(),
        UploadState.Removed => FailureCatalogue.FileRemoved(),
        UploadState.Rejected => FailureCatalogue.UploadRejected(session.RejectedBecause ?? "rejected"),
        _ => FailureCatalogue.UploadExpired(session.ClosedAt ?? session.CreatedAt + session.Lifetime),
    };
}
