using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Functions.Headers.Structured;

namespace SmartTransfer.Functions.Headers;

/// <summary>The SHA-256 that a client sends with a chunk: Content-Digest (RFC 9530), or x-chunk-sha256 in hexadecimal.</summary>
internal static class ChunkDigest
{
    public const string PlainHeader = "x-chunk-sha256";

    private const string Algorithm = "sha-256";
    private const string Want = "'Content-Digest: sha-256=:<base64 of 32 bytes>:' (RFC 9530)";

    public static Outcome<Sha256Digest> Read(IHeaderDictionary headers)
    {
        var standard = StructuredDictionary.Join(headers["Content-Digest"]);
        var plain = headers[PlainHeader].ToString();
        Sha256Digest? fromPlain = null;
        if (plain.Length > 0)
        {
            if (!Sha256Digest.TryParseHex(plain, out var hex))
            {
                return FailureCatalogue.DigestMalformed(PlainHeader, "64 hexadecimal digits");
            }

            fromPlain = hex;
        }

        if (standard.Length == 0)
        {
            return fromPlain is { } only ? only : FailureCatalogue.DigestMissing();
        }

        var fromStandard = ReadStandard(standard);
        if (fromPlain is { } plainly && fromStandard.Failure?.Code == FailureCodes.DigestAlgorithmUnsupported)
        {
            // RFC 9530, section 2: a recipient may ignore digests. What it lists besides is for others.
            return plainly;
        }

        return fromPlain is not null && fromStandard.TryGet(out var digest, out _) && digest != fromPlain
            ? FailureCatalogue.DigestsDisagree()
            : fromStandard;
    }

    private static Outcome<Sha256Digest> ReadStandard(string field)
    {
        if (StructuredDictionary.Parse(field) is not { Count: > 0 } members)
        {
            return FailureCatalogue.DigestMalformed("Content-Digest", Want);
        }

        if (!members.TryGetValue(Algorithm, out var member))
        {
            return FailureCatalogue.DigestAlgorithmUnsupported(string.Join(", ", members.Keys));
        }

        return member.Item?.AsBytes is { Length: 32 } bytes
            ? Sha256Digest.FromBytes(bytes)
            : FailureCatalogue.DigestMalformed("Content-Digest", Want);
    }
}
