using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmartTransfer.Client.Journals;

/// <summary>A journal as it stands on disk (rule 7.2).</summary>
internal sealed record JournalDocument(
    int Schema,
    string? Kind,
    string? Service,
    string? Upload,
    string? FileName,
    long Length,
    string? Source,
    DateTimeOffset? SourceModifiedAt,
    string? Target,
    string? ContentType,
    IReadOnlyDictionary<string, string>? Metadata,
    DateTimeOffset StartedAt)
{
    private const int CurrentSchema = 1;

    public static byte[] Write(JournalEntry entry)
    {
        var isUpload = entry.Kind is JournalKind.Upload;
        var document = new JournalDocument(
            CurrentSchema,
            isUpload ? "upload" : "download",
            entry.Service,
            entry.Upload,
            entry.FileName,
            entry.Length,
            isUpload ? entry.Path : null,
            entry.SourceModifiedAt,
            isUpload ? null : entry.Path,
            entry.ContentType,
            entry.Metadata,
            entry.StartedAt);
        return JsonSerializer.SerializeToUtf8Bytes(document, JournalJson.Default.JournalDocument);
    }

    /// <summary>The entry; null where the document is of another schema, or damaged.</summary>
    public static JournalEntry? Read(byte[] json)
    {
        try
        {
            var document = JsonSerializer.Deserialize(json, JournalJson.Default.JournalDocument);
            return document is { Schema: CurrentSchema, Service: { } service, Upload: { } upload, FileName: { } name, Length: >= 0 }
                && (document.Kind == "upload" ? document.Source : document.Kind == "download" ? document.Target : null) is { } path
                ? new JournalEntry
                {
                    Kind = document.Kind == "upload" ? JournalKind.Upload : JournalKind.Download,
                    Service = service,
                    Upload = upload,
                    FileName = name,
                    Length = document.Length,
                    Path = path,
                    SourceModifiedAt = document.SourceModifiedAt,
                    ContentType = document.ContentType,
                    Metadata = document.Metadata,
                    StartedAt = document.StartedAt,
                }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The serialiser of <see cref="JournalDocument"/>.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JournalDocument))]
internal sealed partial class JournalJson : JsonSerializerContext;
