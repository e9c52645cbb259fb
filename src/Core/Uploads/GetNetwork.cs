using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Uploads;

/// <summary>Tells all that is known of an upload's network, and why the advice is what it is.</summary>
public sealed class GetNetwork(UploadSessions sessions, NetworkRecorder network, TransferAdvisor advisor, NetworkOptions options)
{
    /// <summary>Reads the record. Works in every state, as long as anything of the upload is kept.</summary>
    public async Task<Outcome<NetworkReport>> RunAsync(NamedUpload upload, CancellationToken cancellationToken)
    {
        var found = await sessions.FindAsync(upload, cancellationToken);
        if (found is null)
        {
            return FailureCatalogue.UploadNotFound();
        }

        var now = sessions.Now;
        var total = network.Known(found);
        var estimate = TransferAdvisor.Estimate(total, now);
        var advice = advisor.Advise(found.Session.LengthBytes ?? 0, total, now);
        return new NetworkReport(found.Session, network.KnownByInstance(found), total, estimate, advice, [.. AdviceReasons.Of(estimate, advice, total, options), .. AdviceReasons.Start(found.Session.KnownAtStart)]);
    }
}
