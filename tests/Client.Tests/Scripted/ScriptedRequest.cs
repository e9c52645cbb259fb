namespace SmartTransfer.Client.Tests.Scripted;

/// <summary>What a client sent.</summary>
internal sealed record ScriptedRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public bool IsStart => Method == "POST" && Path is "/api/uploads" or "/api/tus";

    public bool IsChunk => Method == "PUT" && Path.Contains("/chunks/", StringComparison.Ordinal);

    public bool IsComplete => Path.EndsWith("/complete", StringComparison.Ordinal);

    public bool IsContent => Path.EndsWith("/content", StringComparison.Ordinal);

    public bool IsStatus => Method == "GET" && Path.StartsWith("/api/uploads/", StringComparison.Ordinal) && !IsContent;

    public bool IsCancel => Method == "DELETE";

    public long Offset => long.Parse(Path[(Path.LastIndexOf('/') + 1)..], System.Globalization.CultureInfo.InvariantCulture);

    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
