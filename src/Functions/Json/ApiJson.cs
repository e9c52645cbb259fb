using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmartTransfer.Functions.Json;

/// <summary>How answers are written: camelCase, nothing that is null, numbers as they are.</summary>
[JsonSerializable(typeof(UploadJson))]
[JsonSerializable(typeof(ReceiptJson))]
[JsonSerializable(typeof(HealthJson))]
[JsonSerializable(typeof(AdviceJson))]
[JsonSerializable(typeof(NetworkReportJson))]
[JsonSerializable(typeof(ClientNetworkJson))]
[JsonSerializable(typeof(UploadListJson))]
[JsonSerializable(typeof(RetriedEventsJson))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>
    /// The answers' JSON: text is written as it is, without the escapes that HTML would need, because the media type of answers
    /// is JSON.
    /// </summary>
    public static ApiJson Plain { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
