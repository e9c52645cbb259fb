using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Streams;
using SmartTransfer.Functions.Headers.Structured;
using SmartTransfer.Functions.Tus.Checksums;

namespace SmartTransfer.Functions.Resumable;

/// <summary>
/// The digests of RFC 9530. Content-Digest is the body's: all of it counts, or nothing. Repr-Digest is the file's. SHA-256 and, for bodies,
/// SHA-512 are verified; other algorithms are passed over (section 2: a recipient may ignore any).
/// </summary>
internal sealed class ContentDigests : IStreamDigest, IDisposable
{
    private const string Sha256 = "sha-256";
    private const string Sha512 = "sha-512";

    private static readonly Dictionary<string, string> Algorithms = new() { [Sha256] = "sha256", [Sha512] = "sha512" };

    private readonly List<(string Name, byte[] Expected, IRunningChecksum Running)> _digests = [];

    /// <summary>What digests a request's body; null where the client sends no digest that is verified.</summary>
    /// <param name="request">The request.</param>
    /// <param name="digests">The digests.</param>
    /// <param name="failure">Why the field cannot be used. Whoever sends one relies on it, so it is not passed over.</param>
    public static bool TryRead(HttpRequest request, out ContentDigests? digests, [NotNullWhen(false)] out Failure? failure)
    {
        digests = null;
        if (!TryParse(request, ResumableProtocol.ContentDigest, out var members, out failure))
        {
            return false;
        }

        foreach (var (name, expected) in members)
        {
            digests ??= new();
            digests._digests.Add((name, expected, ChecksumAlgorithms.Begin(Algorithms[name])));
        }

        return true;
    }

    /// <summary>What a request says of the whole file.</summary>
    public static Outcome<ExpectedDigests> ExpectedOf(HttpRequest request) =>
        !TryParse(request, ResumableProtocol.ReprDigest, out var members, out var failure)
            ? failure
            : members.FirstOrDefault(member => member.Name == Sha256) is { Expected: { } sha256 }
            ? ExpectedDigests.None with { Sha256 = Sha256Digest.FromBytes(sha256) }
            : ExpectedDigests.None;

    public void Append(ReadOnlySpan<byte> data)
    {
        foreach (var (_, _, running) in _digests)
        {
            running.Append(data);
        }
    }

    public Failure? Finish()
    {
        foreach (var (name, expected, running) in _digests)
        {
            if (!running.Finish().AsSpan().SequenceEqual(expected))
            {
                return FailureCatalogue.StreamDigestMismatch(name);
            }
        }

        return null;
    }

    public void Dispose()
    {
        foreach (var (_, _, running) in _digests)
        {
            running.Dispose();
        }
    }

    private static bool TryParse(
        HttpRequest request, string header, out List<(string Name, byte[] Expected)> members, [NotNullWhen(false)] out Failure? failure)
    {
        (members, failure) = ([], null);
        var field = StructuredDictionary.Join(request.Headers[header]);
        if (field.Length == 0)
        {
            return true;
        }

        if (StructuredDictionary.Parse(field) is not { } parsed)
        {
            failure = Malformed(header);
            return false;
        }

        foreach (var (name, member) in parsed)
        {
            if (!Algorithms.TryGetValue(name, out var algorithm))
            {
                continue;
            }

            if (member.Item?.AsBytes is not { } bytes || bytes.Length != ChecksumAlgorithms.SizeOf(algorithm))
            {
                failure = Malformed(header);
                return false;
            }

            members.Add((name, bytes));
        }

        return true;
    }

    private static Failure Malformed(string header) =>
        FailureCatalogue.DigestMalformed(header, $"'{header}: sha-256=:<base64 of 32 bytes>:' (RFC 9530)");
}
