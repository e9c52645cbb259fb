using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmartTransfer.Functions.Json;

/// <summary>How answers are written: camelCase, nothing that is null, numbers as they are.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UploadJson))]
[JsonSerializable(typeof(ReceiptJson))]
[JsonSerializable(typeof(HealthJson))]
internal sealed partial class ApiJson : JsonSerializerContext;
