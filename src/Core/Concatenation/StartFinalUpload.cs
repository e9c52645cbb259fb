using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Concatenation;

/// <summary>Opens the session of a final upload, which is put together from partial uploads. They need not be complete yet.</summary>
public sealed class StartFinalUpload(FindPartials findPartials, StartUpload startUpload)
{
    /// <summary>Checks what the client wants, and opens a session for it. Nothing is stored of what is refused.</summary>
    /// <param name="wanted">The upload, with its <see cref="NewUpload.Parts"/>; its length follows from them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Outcome<UploadStatus>> RunAsync(NewUpload wanted, CancellationToken cancellationToken)
    {
        // Another's upload is not there, as at its own address.
        var all = await findPartials.RunAsync(wanted.Parts, cancellationToken);
        var partials = all.Where(partial => OwnerRule.Check(partial.Value, wanted.Owner) is null).ToDictionary();
        return FindPartials.Check(wanted.Parts, partials) is { } unusable
            ? unusable
            : await startUpload.RunAsync(
                wanted with { Role = UploadRole.Final, LengthBytes = FindPartials.LengthOf(wanted.Parts, partials) }, cancellationToken);
    }
}
