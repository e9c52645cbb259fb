using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmartTransfer.Client.Http;

/// <summary>The serialisers of <see cref="Wire"/>, generated when the library is built, so that it can be trimmed.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Wire.Upload))]
[JsonSerializable(typeof(Wire.Chunk))]
[JsonSerializable(typeof(Wire.Problem))]
[JsonSerializable(typeof(Wire.Start))]
[JsonSerializable(typeof(Wire.Completion))]
[JsonSerializable(typeof(Wire.Network))]
internal sealed partial class WireJson : JsonSerializerContext;
