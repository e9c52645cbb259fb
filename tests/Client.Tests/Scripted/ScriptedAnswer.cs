using System.Text.Json;

namespace SmartTransfer.Client.Tests.Scripted;

/// <summary>What the scripted service answers instead of what it would.</summary>
internal sealed record ScriptedAnswer(int Status)
{
    public Dictionary<string, string> Headers { get; } = [];

    public byte[] Body { get; init; } = [];

    public string ContentType { get; init; } = "application/octet-stream";

    /// <summary>The connection is cut instead, after the request was read.</summary>
    public bool Cut { get; init; }

    /// <summary>The request is treated as it would be, and the answer lost.</summary>
    public bool CutAfterwards { get; init; }

    /// <summary>Nothing is answered until the client goes away.</summary>
    public bool Silence { get; init; }

    /// <summary>The connection is cut after so many bytes of the body; null for not at all.</summary>
    public int? CutAfterBytes { get; init; }

    public static ScriptedAnswer LoseConnection() => new(0) { Cut = true };

    public static ScriptedAnswer LoseAnswer() => new(0) { CutAfterwards = true };

    public static ScriptedAnswer BeSilent() => new(0) { Silence = true };

    /// <summary>A problem document.</summary>
    public static ScriptedAnswer Problem(
        int status,
        string code,
        int? retryMs = null,
        object? want = null,
        object? missing = null) => new(status)
        {
            ContentType = "application/problem+json",
            Body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?>
            {
                ["type"] = $"urn:smart-transfer:problem:{code}",
                ["title"] = "Scripted",
                ["status"] = status,
                ["detail"] = $"The script answers {code}.",
                ["code"] = code,
                ["correlationId"] = "c0ffee",
                ["retry"] = retryMs is { } ms ? new { afterMilliseconds = ms } : null,
                ["want"] = want,
                ["missing"] = missing,
            }.Where(pair => pair.Value is not null).ToDictionary()),
        };
}
