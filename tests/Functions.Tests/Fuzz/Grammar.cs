using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Functions.Tests.OpenApi;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Functions.Tests.Fuzz;

/// <summary>Good requests: every operation of the API, on the uploads that are there.</summary>
internal sealed class Grammar(Random random, InMemoryStorage storage, IReadOnlyList<UploadId> uploads)
{
    private const string Unknown = "AAAAAAAAAAAAAAAAAAAAAA";
    private const int MaxChunkBytes = 65_536;

    private static readonly int[] Lengths = [0, 1, 5, 100, 3_000, 70_000, 150_000];
    private static readonly string[] Checksums = ["sha1", "md5", "sha256", "sha512"];

    // How often each is asked, beside the others with once.
    private static readonly Dictionary<string, int> Weights = new()
    {
        ["StartUpload"] = 10,
        ["StageChunk"] = 22,
        ["CompleteUpload"] = 10,
        ["GetStatus"] = 5,
        ["CancelUpload"] = 2,
        ["GetContent"] = 6,
        ["GetContent HEAD"] = 3,
        ["TusPost"] = 14,
        ["TusPatch"] = 20,
        ["TusGet"] = 2,
        ["TusHead"] = 6,
        ["TusDelete"] = 2,
        ["TusOverride"] = 4,
        ["TusOverride PUT"] = 2,
        ["GetNetwork"] = 2,
        ["GetClientNetwork"] = 2,
    };

    private static readonly ApiOperation[] Operations =
        [.. ApiOperation.All.SelectMany(operation => Enumerable.Repeat(operation, Weights.GetValueOrDefault(operation.Name, 1)))];

    /// <summary>The next request.</summary>
    public RawRequest Next() => Of(Operations[random.Next(Operations.Length)]);

    /// <summary>A good request of an operation.</summary>
    private RawRequest Of(ApiOperation operation)
    {
        var id = operation.Route.Contains("{id}", StringComparison.Ordinal) && uploads.Count > 0 && random.Next(12) > 0
            ? Pick()
            : (UploadId?)null;
        var session = id is null ? null : storage.SessionRows.FirstOrDefault(row => row.Id == id);
        var offset = id is null ? 0 : ReachOf(id.Value);
        if (operation.Function == "StageChunk" && random.Next(4) == 0)
        {
            offset = random.Next(3) * 1_000L;
        }

        var path = operation.Route
            .Replace("{id}", id?.Value ?? Unknown, StringComparison.Ordinal)
            .Replace("{offset}", offset.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{file}", random.Next(2) == 0 ? "swagger-ui.css" : "nothing.js", StringComparison.Ordinal);
        var request = new RawRequest(operation.Function, operation.Verb, $"/api/{path}") { Upload = id };
        if (operation.IsTus)
        {
            request.Headers.Add(("Tus-Resumable", "1.0.0"));
        }

        Fill(request, session, offset);
        return request;
    }

    // The latest are the most interesting: those before are mostly complete.
    private UploadId Pick() => uploads[^Math.Min(uploads.Count, 1 + (int)(random.NextDouble() * random.NextDouble() * uploads.Count))];

    /// <summary>How far the blocks of an upload reach.</summary>
    private long ReachOf(UploadId id) => storage.StagedBlocks(id)
        .Select(block => BlockId.TryDecode(block.EncodedId, out var known) && known.HoldsFileBytes ? known.Range.End : 0)
        .DefaultIfEmpty().Max();

    private void Fill(RawRequest request, UploadSession? session, long offset)
    {
        switch (request.Operation)
        {
            case "StartUpload":
                Start(request);
                break;
            case "StageChunk":
                Carry(request, offset, session?.LengthBytes ?? 5_000);
                request.Headers.Add(("Content-Digest", Bodies.ContentDigest(request.Body)));
                break;
            case "CompleteUpload" when random.Next(2) == 0:
                Json(request, Completion(session));
                break;
            case "GetStatus" when random.Next(3) == 0:
                request.Target += random.Next(2) == 0 ? "?chunks=false" : "?chunks=true";
                break;
            case "GetContent":
                Read(request);
                break;
            case "TusPost":
                StartTus(request);
                break;
            case "TusPatch":
                Append(request, session, offset);
                break;
            case "TusOverride":
                request.Headers.Add(("X-HTTP-Method-Override", new[] { "PATCH", "HEAD", "DELETE" }[random.Next(3)]));
                Append(request, session, offset);
                break;
            default:
                break;
        }
    }

    private void Start(RawRequest request)
    {
        var length = Lengths[random.Next(Lengths.Length)];
        var start = new Dictionary<string, object> { ["fileName"] = $"file {length}.bin", ["length"] = length };
        if (random.Next(3) == 0)
        {
            start["contentType"] = "text/plain; charset=utf-8";
        }

        if (random.Next(4) == 0)
        {
            start["metadata"] = new Dictionary<string, string> { ["camera"] = "\u00e4 \u65e5" };
        }

        if (random.Next(4) == 0)
        {
            start["expected"] = new Dictionary<string, string> { ["sha256"] = Bodies.Hex(FuzzFile.Bytes(0, length)) };
        }

        Json(request, start);
        if (random.Next(4) == 0)
        {
            request.Headers.Add(("Transfer-Client", "\"0123456789abcdef\""));
        }
    }

    private Dictionary<string, object> Completion(UploadSession? session)
    {
        var completion = new Dictionary<string, object>();
        if (session is not { LengthBytes: { } length } || length > 1_000_000)
        {
            completion["length"] = 5;
            return completion;
        }

        if (random.Next(2) == 0)
        {
            var file = session.Role is UploadRole.Final ? [] : FuzzFile.Bytes(0, (int)length);
            completion["expected"] = new Dictionary<string, string> { ["sha256"] = Bodies.Hex(file) };
        }
        else
        {
            completion["manifest"] = storage.StagedBlocks(session.Id)
                .Select(block => BlockId.TryDecode(block.EncodedId, out var id) ? id : default)
                .Where(id => id.HoldsFileBytes)
                .Select(id => new { offset = id.Offset, length = id.Length, sha256 = id.Sha256.ToHex() })
                .ToArray();
        }

        return completion;
    }

    private void Read(RawRequest request)
    {
        if (random.Next(2) == 0)
        {
            request.Headers.Add(("Range", new[] { "bytes=0-3", "bytes=2-", "bytes=-3", "bytes=0-0,2-2" }[random.Next(4)]));
        }

        if (random.Next(4) == 0)
        {
            var names = new[] { "If-Match", "If-None-Match", "If-Range", "If-Modified-Since", "If-Unmodified-Since" };
            var values = new[] { "\"0x1\"", "*", "W/\"0x1\"", "Sun, 06 Nov 1994 08:49:37 GMT" };
            request.Headers.Add((names[random.Next(names.Length)], values[random.Next(values.Length)]));
        }
    }

    private void StartTus(RawRequest request)
    {
        var parts = storage.SessionRows.Where(row => row.Role is UploadRole.Partial).Select(row => row.Id).ToList();
        var kind = random.Next(5);
        if (kind == 0 && parts.Count > 0)
        {
            string[] ends = ["", "", "", "?a=b", "?\u00c3\u00a4"];
            var named = Enumerable.Range(0, 1 + random.Next(3)).Select(_ => $"/api/tus/{parts[random.Next(parts.Count)].Value}");
            request.Headers.Add(("Upload-Concat", $"final;{string.Join(' ', named)}{ends[random.Next(ends.Length)]}"));
            return;
        }

        long? length = random.Next(4) == 0 ? null : Lengths[random.Next(Lengths.Length)];
        request.Headers.Add(length is null ? ("Upload-Defer-Length", "1") : ("Upload-Length", $"{length}"));
        if (kind == 1)
        {
            request.Headers.Add(("Upload-Concat", "partial"));
        }

        if (random.Next(2) == 0)
        {
            var name = Convert.ToBase64String(Encoding.UTF8.GetBytes("\u00e4 file.bin"));
            request.Headers.Add(("Upload-Metadata", $"filename {name},filetype {Convert.ToBase64String("image/png"u8)},is_new"));
        }

        if (random.Next(3) == 0)
        {
            request.Headers.Add(("Content-Type", "application/offset+octet-stream"));
            Carry(request, 0, length ?? 4_000);
        }
    }

    private void Append(RawRequest request, UploadSession? session, long offset)
    {
        request.Headers.Add(("Content-Type", "application/offset+octet-stream"));
        request.Headers.Add(("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture)));
        Carry(request, offset, session?.LengthBytes ?? offset + 2_000);
        if (session is { LengthBytes: null } && random.Next(3) == 0)
        {
            request.Headers.Add(("Upload-Length", (offset + request.Body.Length).ToString(CultureInfo.InvariantCulture)));
        }

        if (random.Next(4) == 0)
        {
            var algorithm = Checksums[random.Next(Checksums.Length)];
            var digest = CryptographicOperations.HashData(new HashAlgorithmName(algorithm.ToUpperInvariant()), request.Body);
            request.Headers.Add(("Upload-Checksum", $"{algorithm} {Convert.ToBase64String(digest)}"));
        }
    }

    /// <summary>Gives a request the bytes of the file at a position, as many as there are and may be sent at once.</summary>
    private void Carry(RawRequest request, long offset, long fileBytes)
    {
        var most = (int)Math.Clamp(fileBytes - offset, 0, MaxChunkBytes);
        request.Body = FuzzFile.Bytes(offset, random.Next(3) == 0 ? random.Next(most + 1) : most);
        request.Framing = random.Next(3) == 0 ? Framing.Chunked : Framing.Sized;
    }

    private void Json(RawRequest request, object body)
    {
        request.Headers.Add(("Content-Type", "application/json"));
        request.Body = JsonSerializer.SerializeToUtf8Bytes(body);
        request.Framing = random.Next(4) == 0 ? Framing.Chunked : Framing.Sized;
    }
}
