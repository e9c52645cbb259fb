using SmartTransfer.Client.Attempts;
using SmartTransfer.Client.Http;

namespace SmartTransfer.Client.Uploads;

/// <summary>Opens a new upload at the service (rules 1.2 to 1.4).</summary>
internal sealed class StartUpload(UploadTask task, ClientIdentity identity)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var clientId = identity.Id;
        var answer = await StartAsync(clientId, cancellationToken).ConfigureAwait(false);
        if (Reactions.Of(answer) is Reaction.NewClientId && clientId is not null)
        {
            identity.Renew();
            answer = await StartAsync(null, cancellationToken).ConfigureAwait(false);
        }

        if (!answer.IsSuccess)
        {
            throw answer.ToException();
        }

        task.IsOpenEnded = task.Length is null;
        task.Id = IdOf(answer);
        task.Meter.Tell(TransferEventKind.Started, $"Upload {ServiceAddress.ShortOf(task.Id)}… was started.");
    }

    private Task<ServiceAnswer> StartAsync(string? clientId, CancellationToken cancellationToken) => task.Length is { } length
        ? task.Requests.StartAsync(
            new Wire.Start(task.FileName, length, task.Wanted.ContentType, task.Wanted.Metadata),
            clientId,
            cancellationToken)
        : task.Requests.StartOpenEndedAsync(task.FileName, task.Wanted.ContentType, task.Wanted.Metadata, clientId, cancellationToken);

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
