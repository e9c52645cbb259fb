using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Links;
using SmartTransfer.Functions.Headers.Structured;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Headers;

/// <summary>
/// What a client says its attempts since its last report cost: a dictionary of RFC 9651 with <c>bytes</c>, <c>ms</c>,
/// <c>attempts</c>, <c>failed</c>, <c>lost</c>, <c>lost-ms</c>, <c>error</c> and <c>connections</c>, each of them optional.
/// Keys and errors that are not known are passed over, so that it can grow. A field that cannot be read, or cannot be
/// true, counts as none: advice is no reason to refuse a chunk.
/// </summary>
internal static class TransferReportHeader
{
    public const string Name = "Transfer-Report";

    /// <summary>A longer field is ignored. All keys with the longest numbers have about 200 characters.</summary>
    public const int MaxChars = 2_048;

    private static readonly string[] Keys = ["bytes", "ms", "attempts", "failed", "lost", "lost-ms", "error", "connections"];

    /// <summary>The report; null if there is none, or if it is ignored (which is logged).</summary>
    public static TransferReport? Read(IHeaderDictionary headers, ILogger log)
    {
        var field = StructuredDictionary.Join(headers[Name]);
        if (field.Length == 0)
        {
            return null;
        }

        var members = StructuredDictionary.Parse(field, MaxChars);
        if (members is null)
        {
            HttpLog.ReportIgnored(
                log, field.Length > MaxChars ? $"it has more than {MaxChars} characters" : "it is not a dictionary of structured fields");
            return null;
        }

        if (!Keys.Any(members.ContainsKey))
        {
            return null;
        }

        var report = Of(members, out var wrongType);
        if ((wrongType ?? report.Implausibility()) is { } implausibility)
        {
            HttpLog.ReportIgnored(log, implausibility);
            return null;
        }

        return report;
    }

    private static TransferReport Of(IReadOnlyDictionary<string, FieldMember> members, out string? wrongType)
    {
        string? wrong = null;
        var (bytes, ms) = (Int64("bytes") ?? 0, Int64("ms") ?? 0);
        var (lost, lostMs) = (Int64("lost") ?? 0, Int64("lost-ms") ?? 0);
        var (error, connections) = (Error(), Int64("connections"));

        // What is left out is what the rest says: whatever was lost was lost by an attempt, and so was whatever arrived sent.
        var failed = Int64("failed") ?? (lost != 0 || lostMs != 0 || members.ContainsKey("error") ? 1 : 0);
        var attempts = Int64("attempts") ?? Math.Max(1, failed + (bytes != 0 || ms != 0 ? 1 : 0));
        wrongType = wrong;
        return new TransferReport(
            bytes, Time(ms), Count(attempts), Count(failed), lost, Time(lostMs), error, connections is { } count ? Count(count) : null);

        long? Int64(string key)
        {
            if (!members.TryGetValue(key, out var member))
            {
                return null;
            }

            wrong ??= member.Item?.AsInteger is null ? $"{key} is not an integer" : null;
            return member.Item?.AsInteger;
        }

        ReportedError? Error()
        {
            if (!members.TryGetValue("error", out var member))
            {
                return null;
            }

            wrong ??= member.Item?.AsToken is null ? "error is not a token" : null;
            return member.Item?.AsToken switch
            {
                "connection" => ReportedError.Connection,
                "timeout" => ReportedError.Timeout,
                "mismatch" => ReportedError.Mismatch,
                "refused" => ReportedError.Refused,
                "storage" => ReportedError.Storage,
                _ => null,
            };
        }
    }

    // What these cut off lies far beyond what is plausible, and so does what they give instead.
    private static int Count(long number) => (int)Math.Clamp(number, int.MinValue, int.MaxValue);

    private static TimeSpan Time(long milliseconds) => TimeSpan.FromMilliseconds(Count(milliseconds));
}
