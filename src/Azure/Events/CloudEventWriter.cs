using System.Net.Mime;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Azure.Events;

/// <summary>Writes events as CloudEvents 1.0 in JSON (github.com/cloudevents/spec, JSON event format), complete in one body.</summary>
/// <param name="source">Tells one deployment from another.</param>
/// <param name="addressOf">Where the file of an upload is. Without anything in it that opens it.</param>
public sealed class CloudEventWriter(Uri source, Func<UploadSession, Uri> addressOf) : IEventWriter
{
    private static readonly JsonEventFormatter Formatter = new(
        new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,

            // It goes into no page, and names of files in other scripts stay short.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        },
        default);

    /// <inheritdoc/>
    public EventMessage Write(UploadSession session, SessionEvent told)
    {
        var cloudEvent = new CloudEvent(CloudEventsSpecVersion.V1_0)
        {
            Id = told.Id,
            Source = source,
            Type = TypeOf(told.Kind),
            Subject = UploadKey.Of(session.Id).Value,
            Time = told.At,
            DataContentType = MediaTypeNames.Application.Json,
            Data = DataOf(session, told),
        };
        return new EventMessage(
            told.Id, cloudEvent.Type, cloudEvent.Subject, told.At, Formatter.EncodeStructuredModeMessage(cloudEvent, out _));
    }

    /// <summary>The type of an event.</summary>
    public static string TypeOf(UploadEventKind kind) => kind switch
    {
        UploadEventKind.Started => "smarttransfer.upload.started",
        UploadEventKind.Completed => "smarttransfer.upload.completed",
        UploadEventKind.Cancelled => "smarttransfer.upload.cancelled",
        UploadEventKind.Expired => "smarttransfer.upload.expired",
        UploadEventKind.Rejected => "smarttransfer.upload.rejected",
        _ => "smarttransfer.file.removed",
    };

    private UploadEventData DataOf(UploadSession session, SessionEvent told)
    {
        var file = told.Kind is UploadEventKind.Completed or UploadEventKind.FileRemoved ? session.File : null;
        return new UploadEventData
        {
            Key = UploadKey.Of(session.Id).Value,
            Owner = session.Owner?.Value,
            Role = session.Role switch
            {
                UploadRole.Partial => "partial",
                UploadRole.Final => "final",
                _ => "single",
            },
            FileName = session.FileName,
            Length = session.LengthBytes,
            ContentType = session.ContentType,
            Metadata = session.Metadata,
            StartedAt = session.CreatedAt,
            EndedAt = told.Kind is UploadEventKind.Started ? null : told.At,
            Reason = told.Kind is UploadEventKind.Rejected ? session.RejectedBecause : null,
            Digests = file is null ? null : DigestsOf(file),
            ChunkCount = file?.ChunkCount,
            Transfer = told.Kind is UploadEventKind.Started or UploadEventKind.FileRemoved ? null : TransferSummary.Of(session),
            BlobUrl = file is null ? null : addressOf(session).AbsoluteUri,
        };
    }

    private static UploadEventDigests DigestsOf(FileDigests file) =>
        new(file.Sha256?.ToHex(), DigestRule.Hex(file.Crc64Nvme), file.ChunkDigestsSha256.ToHex());
}
