using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Functions.Http;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Fuzz;

/// <summary>What must be true of every answer, and of what is stored after it.</summary>
/// <param name="host">Who answers.</param>
/// <param name="isFaithful">Whether it treats requests as the Functions host does.</param>
internal sealed partial class Judge(ApiHost host, bool isFaithful)
{
    /// <summary>Failures that pass, and when they may be told: never where nothing but this request is going on.</summary>
    private static readonly string[] Passing = ["stream-interrupted", "upload-concatenating"];

    private const long HostBodyLimitBytes = 104_857_600;
    private const string OfTheFile = "file-digest-mismatch";

    private int _linesSeen;

    /// <summary>What is wrong; nothing when all is right.</summary>
    /// <param name="request">What was sent.</param>
    /// <param name="answer">What came back; null for nothing.</param>
    /// <param name="reached">The function that it reached; null where the server answered by itself.</param>
    /// <param name="before">What was stored before.</param>
    /// <param name="after">What is stored now.</param>
    public IEnumerable<string> Of(RawRequest request, RawAnswer? answer, string? reached, StoredState before, StoredState after)
    {
        foreach (var line in host.Log.Lines.Skip(_linesSeen).Where(line => Fault().IsMatch(line)))
        {
            yield return $"logged: {line[..Math.Min(line.Length, 1_500)]}";
        }

        _linesSeen = host.Log.Lines.Count;
        if (answer is null)
        {
            if (request.IsWhole)
            {
                yield return "no answer";
            }

            yield break;
        }

        var (code, wrong) = answer.Status >= 400 ? Failure(request, answer, reached) : (null, null);
        if (wrong is not null)
        {
            yield return wrong;
        }

        if (answer.Status >= 400 && !Passing.Contains(code) && before.DiffersFrom(after, code) is { } stored)
        {
            yield return $"refused with {answer.Status} {code}, and yet {stored}";
        }

        if (answer.Status == 200 && reached == "StageChunk" && Receipt(request, answer) is { } notStored)
        {
            yield return notStored;
        }

        if (answer.Status == 204 && reached == "TusPatch" && !HasChecksum(request))
        {
            yield return "bytes were accepted that do not have their checksum";
        }
    }

    /// <summary>What is wrong with all that is stored at the end.</summary>
    /// <param name="state">What is stored.</param>
    /// <param name="untrue">Uploads that were sent other bytes than the file's.</param>
    public IEnumerable<string> OfAll(StoredState state, IReadOnlySet<UploadId> untrue)
    {
        bool IsTrue(UploadSession session) => !untrue.Contains(session.Id) && session.Parts.All(part => !untrue.Contains(part));
        foreach (var session in state.Sessions.Values.Where(IsTrue))
        {
            if (session.State is UploadState.Completed
                && host.Stored.CommittedBytes(session.Id)?.AsSpan().SequenceEqual(FuzzFile.Of(session, state.Sessions)) is not true)
            {
                yield return $"the file of upload {session.Id.Value} is not what was sent";
            }

            foreach (var block in host.Stored.StagedBlocks(session.Id).Where(StoredState.Counts))
            {
                if (session.Role is not UploadRole.Final
                    && BlockId.TryDecode(block.EncodedId, out var id)
                    && id.Sha256 != Sha256Digest.Of(FuzzFile.Bytes(id.Offset, (int)id.Length)))
                {
                    yield return $"block {id.Range} of upload {session.Id.Value} is not what was sent";
                }
            }
        }
    }

    /// <summary>
    /// Whether the Functions host itself answers 500: to a header outside ASCII, and to a body that is longer than it takes.
    /// </summary>
    private static bool IsRefusedByTheHost(RawRequest request) =>
        !request.Headers.All(header => Ascii.IsValid(header.Value))
        || request.Headers.Any(header => header.Name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)
            && BigInteger.TryParse(header.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && length > HostBodyLimitBytes);

    private (string? Code, string? Wrong) Failure(RawRequest request, RawAnswer answer, string? reached)
    {
        if (answer.Header("Content-Type") is not "application/problem+json")
        {
            // A server that cannot read a request, or knows no function for it, has its own short words.
            var isServers = reached is null && answer.Body.Length == 0 && answer.Status < 500;
            isServers |= isFaithful && answer is { Status: 500, Body: [] } && IsRefusedByTheHost(request);
            var said = $"{answer.Status} is no problem: {Encoding.Latin1.GetString(answer.Body)}";
            return (null, isServers || answer.Status == 505 ? null : said);
        }

        if (request.Method == "HEAD")
        {
            // There is no body to tell the code. A PATCH that is sent as HEAD is refused by 422 once its bytes are in.
            return (answer.Status == 422 ? OfTheFile : null, answer.Status >= 500 && answer.Status != 503 ? $"{answer.Status}" : null);
        }

        var problem = JsonElement.Parse(answer.Body);
        var code = problem.GetProperty("code").GetString()!;
        var waits = problem.TryGetProperty("retry", out var retry) && retry.GetProperty("afterMilliseconds").GetInt64() > 0;
        var wrong = answer.Status switch
        {
            _ when !ProblemStatus.Codes.Contains(code) => "the code is not in the catalogue",
            503 when !Passing.Contains(code) || (code == "stream-interrupted" && request.IsWhole) => "nothing here passes by itself",
            >= 500 and not 503 => "a fault",
            _ when problem.GetProperty("status").GetInt32() != answer.Status => "the problem has another status",
            _ when (answer.Header("Retry-After") is not null) != waits => "Retry-After and retry differ",
            _ when answer.Header(Correlation.Header) != problem.GetProperty("correlationId").GetString() => "the correlation ids differ",
            _ => null,
        };
        return (code, wrong is null ? null : $"{answer.Status} {code}: {wrong}: {Encoding.UTF8.GetString(answer.Body)}");
    }

    private string? Receipt(RawRequest request, RawAnswer answer)
    {
        var receipt = JsonElement.Parse(answer.Body);
        var digest = receipt.GetProperty("sha256").GetString();
        if (Only(request, "Content-Digest") is { } sent && sent != $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(digest!))}:")
        {
            return $"a chunk was accepted that is not what its digest says: {receipt}";
        }

        var target = Uri.UnescapeDataString(request.Target);
        var isThere = host.Stored.SessionRows.Any(session => target.Contains(session.Id.Value, StringComparison.Ordinal)
            && (session.State is not UploadState.Open || host.Stored.StagedBlocks(session.Id).Any(block =>
                BlockId.TryDecode(block.EncodedId, out var id)
                && id.Sha256.ToHex() == digest
                && id.Offset == receipt.GetProperty("offset").GetInt64())));
        return isThere || request.Upload is null ? null : $"a chunk was accepted and is not stored: {receipt}";
    }

    /// <summary>Whether a body that stands on the wire as it was made has the checksum that came with it, where one did.</summary>
    private static bool HasChecksum(RawRequest request)
    {
        if (request.Wire is not null || Only(request, "Upload-Checksum")?.Split(' ') is not [var algorithm, var checksum])
        {
            return true;
        }

        var digest = CryptographicOperations.HashData(new HashAlgorithmName(algorithm.ToUpperInvariant()), request.Body);
        return checksum == Convert.ToBase64String(digest);
    }

    /// <summary>The value of a header that stands once in the request; null for any other.</summary>
    private static string? Only(RawRequest request, string name)
    {
        var values = request.Headers.FindAll(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return values is [var only] ? only.Value.Trim(' ', '\t') : null;
    }

    [GeneratedRegex(@"^\S+ \d+ (Error|Critical) ")]
    private static partial Regex Fault();
}
