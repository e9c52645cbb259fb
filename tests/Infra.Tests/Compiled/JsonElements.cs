using System.Text.Json;

namespace SmartTransfer.Infra.Tests.Compiled;

/// <summary>Values by their path, such as <c>properties.siteConfig.minTlsVersion</c>.</summary>
internal static class JsonElements
{
    /// <summary>The value under the path; null where there is none.</summary>
    public static JsonElement? At(this JsonElement element, string path) => path.Split('.').Aggregate<string, JsonElement?>(
        element,
        (value, name) => value is { ValueKind: JsonValueKind.Object } parent && parent.TryGetProperty(name, out var child) ? child : null);

    /// <summary>The text under the path, or what else is there as JSON writes it; null where there is nothing.</summary>
    public static string? Text(this JsonElement element, string path) =>
        element.At(path) is not { } value ? null : value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();

    /// <summary>The number under the path; null where there is nothing.</summary>
    public static long? Number(this JsonElement element, string path) => element.At(path)?.GetInt64();
}
