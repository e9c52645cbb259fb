using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Rules;

/// <summary>Whose an upload is.</summary>
public static class OwnerRule
{
    /// <summary>
    /// Null when the session belongs to this owner or to nobody, else that there is no such upload: another's is not told from
    /// one that never was.
    /// </summary>
    /// <param name="session">The session. One that was started while no tokens were asked for belongs to nobody.</param>
    /// <param name="owner">Who asks; null where that is not to be judged, since no tokens are asked for or none came.</param>
    public static Failure? Check(UploadSession session, OwnerKey? owner) =>
        owner is null || session.Owner is null || session.Owner == owner ? null : FailureCatalogue.UploadNotFound();
}
