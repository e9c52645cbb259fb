using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Uploads;

/// <summary>Ends an upload whose file cannot be what was promised, and discards what is stored of it.</summary>
public sealed class RejectUpload(UploadSessions sessions, DiscardFile discardFile, ILogger<RejectUpload> log)
{
    /// <summary>Rejects it.</summary>
    /// <param name="session">The session, open or in Committing.</param>
    /// <param name="because">Why: one of <see cref="RejectionReasons"/>.</param>
    /// <param name="got">SHA-256 of what was committed in place of the expected file; null for any other reason.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The rejected session; null when another request changed it meanwhile: read it again.</returns>
    public async Task<UploadSession?> RunAsync(
        UploadSession session, string because, Sha256Digest? got, CancellationToken cancellationToken)
    {
        // The state first: nobody reads a file of a session that is not completed, and the sweep discards once more.
        var rejected = await sessions.ReplaceAsync(
            session.MoveTo(UploadState.Rejected, sessions.Now) with { RejectedBecause = because, RejectedSha256 = got }, cancellationToken);
        if (rejected is not null)
        {
            CoreLog.UploadRejected(log, LevelOf(because), session.Id, because);
            await discardFile.RunAsync(rejected, cancellationToken);
        }

        return rejected;
    }

    // What a client did to its own parts is for the client to know: nobody else has to look into it. A wrong digest is most likely
    // the client's own too, as each chunk was verified when it came.
    private static LogLevel LevelOf(string because) => because switch
    {
        RejectionReasons.PartLost or RejectionReasons.LengthTooLarge or RejectionReasons.TooManyChunks or RejectionReasons.PastEnd =>
            LogLevel.Information,
        RejectionReasons.FileDigestMismatch => LogLevel.Warning,
        _ => LogLevel.Error,
    };
}
