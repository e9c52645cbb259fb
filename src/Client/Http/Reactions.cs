using System.Collections.Frozen;
using System.Net;

namespace SmartTransfer.Client.Http;

/// <summary>Which reaction each code gets (docs/clients.md, rule 6).</summary>
internal static class Reactions
{
    private static readonly FrozenDictionary<string, Reaction> ByCode = new Dictionary<string, Reaction>
    {
        ["body-too-short"] = Reaction.Again,
        ["body-too-long"] = Reaction.Again,
        ["connection-broken"] = Reaction.Again,
        ["chunk-digest-mismatch"] = Reaction.Again,
        ["upload-busy"] = Reaction.Again,
        ["busy"] = Reaction.Again,
        ["storage-unavailable"] = Reaction.Again,
        ["authorization-unavailable"] = Reaction.Again,
        ["too-many-requests"] = Reaction.Again,
        ["too-many-open-uploads"] = Reaction.Again,
        ["too-many-bytes"] = Reaction.Again,
        ["stream-interrupted"] = Reaction.Again,
        ["stream-digest-mismatch"] = Reaction.Again,
        ["upload-committing"] = Reaction.Again,
        ["upload-concatenating"] = Reaction.Again,
        ["chunk-too-large"] = Reaction.CutSmaller,
        ["body-over-daily-limit"] = Reaction.CutSmaller,
        ["chunk-too-small"] = Reaction.CutLarger,
        ["chunks-missing"] = Reaction.SendMissing,
        ["chunks-conflict"] = Reaction.SendManifest,
        ["file-digest-mismatch"] = Reaction.SendManifest,
        ["too-many-chunks"] = Reaction.JoinChunks,
        ["too-many-staged-chunks"] = Reaction.Complete,
        ["upload-completed"] = Reaction.Complete,
        ["upload-not-found"] = Reaction.Gone,
        ["upload-expired"] = Reaction.Gone,
        ["upload-rejected"] = Reaction.Gone,
        ["upload-cancelled"] = Reaction.Cancelled,
        ["file-removed"] = Reaction.Cancelled,
        ["token-missing"] = Reaction.NewToken,
        ["token-expired"] = Reaction.NewToken,
        ["token-invalid"] = Reaction.NewToken,
        ["client-id-malformed"] = Reaction.NewClientId,
        ["internal-error"] = Reaction.Fail,
    }.ToFrozenDictionary();

    public static Reaction Of(ServiceAnswer answer)
    {
        if (answer.IsUnanswered)
        {
            return Reaction.Unanswered;
        }

        if (answer.Problem?.Code is { } code)
        {
            return ByCode.TryGetValue(code, out var reaction) ? reaction : answer.RetryAfter is not null ? Reaction.Again : Reaction.Fail;
        }

        return answer.Status switch
        {
            HttpStatusCode.Unauthorized => Reaction.NewToken,
            HttpStatusCode.RequestEntityTooLarge => Reaction.CutSmaller,
            _ => Reaction.Fail,
        };
    }

    /// <summary>Whether what a code is about is gone for good, so that its journal is forgotten (rule 6).</summary>
    public static bool IsGone(string code) => ByCode.GetValueOrDefault(code, Reaction.Fail) is Reaction.Gone or Reaction.Cancelled;

    /// <summary>The token of Transfer-Report for an attempt that ended so (rule 8.1).</summary>
    public static string ReportedError(ServiceAnswer answer) => answer.Code switch
    {
        "timeout" => "timeout",
        "connection" or "connection-broken" or "body-too-short" or "body-too-long" => "connection",
        "chunk-digest-mismatch" => "mismatch",
        "storage-unavailable" => "storage",
        _ => "refused",
    };
}
