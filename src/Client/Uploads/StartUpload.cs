using System.Security.Cryptography;
using SmartTransfer.Client.Attempts;
using SmartTransfer.Client.Http;

namespace SmartTransfer.Client.Uploads;

/// <summary>Opens a new upload at the service (rules 1.2 to 1.4).</summary>
internal sealed class StartUpload(UploadTask task, ClientIdentity identity)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // One for all tries of this start: where an answer is lost, the upload that it told of is the answer to the next.
        var startKey = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var clientId = identity.Id;
        var answer = await StartAsync(clientId, startKey, cancellationToken).ConfigureAwait(false);
        if (Reactions.Of(answer) is Reaction.NewClientId && clientId is not null)
        {
            identity.Renew();
            answer = await StartAsync(null, startKey, cancellationToken).ConfigureAwait(false);
        }

        if (!answer.IsSuccess)
        {
            throw answer.ToException();
        }

        task.IsOpenEnded = task.Length is null;
        task.Id = IdOf(answer);
        task.Meter.Tell(TransferEventKind.Started, $"Upload {ServiceAddress.ShortOf(task.Id)}… was started.");
    }

    private Task<ServiceAnswer> StartAsync(string? clientId, string startKey, CancellationToken cancellationToken) =>
        task.Length is { } length
        ? task.Requests.StartAsync(
            new Wire.Start(task.FileName, length, task.Wanted.ContentType, task.Wanted.Metadata),
            clientId,
            startKey,
            cancellationToken)
        : task.Requests.StartOpenEndedAsync(
            task.FileName, task.Wanted.ContentType, task.Wanted.Metadata, clientId, startKey, cancellationToken);

    private static string IdOf(ServiceAnswer answer)
    {
        try
        {
            return ServiceAddress.IdOf(answer.Location ?? string.Empty);
        }
        catch (ArgumentException malformed)
        {
            throw new TransferException(
                TransferErrorCode.NotThisService,
                "The answer names no upload, so it is not from this service. Check the address.",
                malformed)
            {
                Status = answer.Status,
            };
        }
    }
}
