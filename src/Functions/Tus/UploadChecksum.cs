using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Streams;
using SmartTransfer.Functions.Tus.Checksums;

namespace SmartTransfer.Functions.Tus;

/// <summary>
/// The field Upload-Checksum: "the name of the used checksum algorithm and the Base64 encoded checksum separated by a space", before the
/// body, or after it as a trailer where the field Trailer has announced it.
/// </summary>
internal sealed class UploadChecksum : IStreamDigest, IDisposable
{
    private const string Want = "the name of an algorithm and the checksum in base64, as in 'sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0='";

    private readonly HttpRequest _request;
    private readonly Dictionary<string, IRunningChecksum> _running;

    private UploadChecksum(HttpRequest request, Dictionary<string, IRunningChecksum> running) => (_request, _running) = (request, running);

    /// <summary>What digests the request's body; null where the client sends no checksum.</summary>
    public static UploadChecksum? Of(HttpRequest request)
    {
        if (Parse(request.Headers[TusProtocol.UploadChecksum].ToString()) is { } given)
        {
            return new UploadChecksum(request, new() { [given.Algorithm] = ChecksumAlgorithms.Begin(given.Algorithm) });
        }

        // Which algorithm it will be is told with the checksum: all of them, then.
        return IsAnnounced(request) ? new UploadChecksum(request, ChecksumAlgorithms.BeginAll()) : null;
    }

    /// <summary>Whether a checksum before the body, if there is one, can be used.</summary>
    public static Failure? Check(HttpRequest request)
    {
        var field = request.Headers[TusProtocol.UploadChecksum];
        return field.Count == 0 ? null : CheckField(field.ToString());
    }

    public void Append(ReadOnlySpan<byte> data)
    {
        foreach (var checksum in _running.Values)
        {
            checksum.Append(data);
        }
    }

    public Failure? Finish()
    {
        var field = _request.Headers[TusProtocol.UploadChecksum].ToString();
        if (field.Length == 0)
        {
            // It was to come as a trailer; a body that nothing vouches for in the end does not count.
            field = _request.SupportsTrailers() && _request.CheckTrailersAvailable()
                ? _request.GetTrailer(TusProtocol.UploadChecksum).ToString()
                : string.Empty;
            if (CheckField(field) is { } unusable)
            {
                return unusable;
            }
        }

        var (algorithm, expected) = Parse(field)!.Value;
        return _running[algorithm].Finish().AsSpan().SequenceEqual(expected) ? null : FailureCatalogue.StreamDigestMismatch(algorithm);
    }

    public void Dispose()
    {
        foreach (var checksum in _running.Values)
        {
            checksum.Dispose();
        }
    }

    private static bool IsAnnounced(HttpRequest request) =>
        request.Headers.Trailer.ToString().Split(',', StringSplitOptions.TrimEntries).Contains(
            TusProtocol.UploadChecksum, StringComparer.OrdinalIgnoreCase);

    private static Failure? CheckField(string field)
    {
        if (field.Split(' ') is [{ Length: > 0 } algorithm, { Length: > 0 }] && !ChecksumAlgorithms.Knows(algorithm))
        {
            return FailureCatalogue.ChecksumAlgorithmUnsupported(algorithm, ChecksumAlgorithms.Names);
        }

        return Parse(field) is null ? FailureCatalogue.HeaderInvalid(TusProtocol.UploadChecksum, field, Want) : null;
    }

    private static (string Algorithm, byte[] Checksum)? Parse(string field)
    {
        if (field.Split(' ') is not [var algorithm, { Length: > 0 } base64] || !ChecksumAlgorithms.Knows(algorithm))
        {
            return null;
        }

        // One of another length is none of this algorithm: malformed, and not a mismatch that trying again might mend.
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var written) && written == ChecksumAlgorithms.SizeOf(algorithm)
            ? (algorithm, bytes[..written])
            : null;
    }
}
