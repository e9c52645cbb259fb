using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SmartTransfer.Storm.Clients;

/// <summary>A client of tus that has one version of a file: it asks, sends from there, and asks again after any failure.</summary>
/// <param name="wire">Its connections.</param>
/// <param name="bytes">Its version of the file.</param>
/// <param name="isAlone">Whether nobody sends other bytes: then nothing may ever conflict, and the offset never falls.</param>
/// <param name="proves">Whether it sends back what it was told that the upload has.</param>
/// <param name="grid">Bodies end at multiples of so many bytes, so that those of several clients meet.</param>
internal sealed class StreamClient(Wire wire, byte[] bytes, bool isAlone, bool proves = false, int grid = 1)
{
    private const string OffsetOctetStream = "application/offset+octet-stream";
    private const string TransferPrefix = "Transfer-Prefix";
    private const int MostRequests = 600;

    private static readonly (string, string) Version = ("Tus-Resumable", "1.0.0");

    private long _furthest;
    private bool _isLengthDeclared = true;
    private string? _prefix;

    /// <summary>The upload's path.</summary>
    public string Path { get; private set; } = string.Empty;

    public string Id => IdOf(Path);

    /// <summary>Where the upload stood when this client last asked: from there on the file has its own bytes.</summary>
    public long AskedOffset { get; private set; }

    /// <summary>CRC-64/NVME of what was before <see cref="AskedOffset"/> when this client last asked; null where it was not told.</summary>
    public ulong? AskedCrc64 { get; private set; }

    /// <summary>The id in an upload's path.</summary>
    public static string IdOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>Works on an upload that is there already.</summary>
    public void Join(string path) => Path = path;

    /// <summary>Starts an upload, perhaps without its length, perhaps with its first bytes.</summary>
    public async Task StartAsync(string fileName, bool deferred, params (string Name, string Value)[] more)
    {
        (string, string)[] headers =
        [
            Version,
            ("Upload-Metadata", $"filename {Convert.ToBase64String(Encoding.UTF8.GetBytes(fileName))}"),
            deferred ? ("Upload-Defer-Length", "1") : ("Upload-Length", Text(bytes.Length)),
            .. more,
        ];
        var first = wire.Random.NextDouble() < 0.3 ? wire.Random.Next(1, (bytes.Length / 2) + 1) : 0;
        var reply = await wire.SendAsync(
            HttpMethod.Post,
            "/api/tus",
            () => first > 0 ? StormBody.Random(wire.Random, bytes.AsMemory(0, first), OffsetOctetStream) : null,
            headers);
        if (reply.Status is not 201)
        {
            throw new BrokenPromiseException($"A start was {reply.InFull()}");
        }

        (Path, _isLengthDeclared) = (reply.Headers["Location"], !deferred);
        _furthest = reply.Number("Upload-Offset") ?? 0;
    }

    /// <summary>Sends the file from where the upload stands to its end, or to before <paramref name="until"/>.</summary>
    /// <returns>The last answer: the last byte is acknowledged, or the upload has ended.</returns>
    public async Task<Reply> SendAsync(long? until = null)
    {
        var end = until ?? bytes.Length;
        var reply = await AskAsync();
        for (var n = 0; n < MostRequests && !reply.IsEnd && !IsThere(reply, end); n++)
        {
            var offset = (int)reply.Number("Upload-Offset")!.Value;
            var answer = await PatchAsync(offset, wire.Random.Next(3) == 0 ? end - offset : Some(offset, end));
            reply = answer is null || MustAsk(answer) ? await AskAsync() : answer;
        }

        return reply.IsEnd || IsThere(reply, end)
            ? reply
            : throw new BrokenPromiseException($"After {MostRequests} requests, each as the last answer said, there is still no end.");
    }

    /// <summary>How many bytes to send next: any number, but for where they end.</summary>
    public long Some(long offset, long end)
    {
        var until = wire.Random.NextInt64(offset + 1, Math.Max(offset + 2, end + 1));
        return Math.Min(end, (until + grid - 1) / grid * grid) - offset;
    }

    /// <summary>Sends some bytes from an offset on, once, whatever comes of it.</summary>
    public async Task<Reply?> PatchAsync(int offset, long count)
    {
        var body = bytes.AsMemory(offset, (int)Math.Min(count, bytes.Length - offset));
        List<(string, string)> headers = [Version, ("Upload-Offset", Text(offset))];
        if (!_isLengthDeclared && (offset + body.Length == bytes.Length || wire.Random.Next(4) == 0))
        {
            headers.Add(("Upload-Length", Text(bytes.Length)));
        }

        if (wire.Random.NextDouble() < 0.2)
        {
            headers.Add(("Upload-Checksum", $"sha256 {Convert.ToBase64String(SHA256.HashData(body.Span))}"));
        }

        if (proves && _prefix is { } prefix)
        {
            headers.Add((TransferPrefix, prefix));
        }

        var reply = await wire.TrySendAsync(HttpMethod.Patch, Path, StormBody.Random(wire.Random, body, OffsetOctetStream), [.. headers]);
        if (reply is { Status: 204 })
        {
            _isLengthDeclared |= headers.Exists(header => header.Item1 == "Upload-Length");
            if (reply.Number("Upload-Offset") != offset + body.Length)
            {
                throw new BrokenPromiseException($"{body.Length} bytes at {offset} were acknowledged as {reply}.");
            }

            _furthest = Math.Max(_furthest, offset + body.Length);
            _prefix = reply.Headers.GetValueOrDefault(TransferPrefix);
        }

        return reply;
    }

    /// <summary>Gives the upload up.</summary>
    public Task<Reply> DeleteAsync() => wire.SendAsync(HttpMethod.Delete, Path, null, Version);

    /// <summary>Asks where to go on until that is told.</summary>
    public async Task<Reply> AskAsync()
    {
        var reply = await wire.SendAsync(HttpMethod.Head, Path, null, Version);
        if (reply.IsEnd)
        {
            return reply;
        }

        if (reply.Status is not 200 || reply.Number("Upload-Offset") is not { } offset)
        {
            throw new BrokenPromiseException($"HEAD did not tell where to go on: {reply}");
        }

        if (isAlone && offset < _furthest)
        {
            throw new BrokenPromiseException($"The offset fell from {_furthest} to {offset}.");
        }

        _isLengthDeclared = !reply.Headers.ContainsKey("Upload-Defer-Length");
        // Of a complete upload it is not told.
        _prefix = reply.Headers.GetValueOrDefault(TransferPrefix);
        (AskedOffset, AskedCrc64) = (offset, _prefix is null ? null : CrcIn(_prefix));
        _furthest = Math.Max(_furthest, offset);
        return reply;
    }

    private bool IsThere(Reply reply, long end) =>
        reply.Number("Upload-Offset") >= end && (end < bytes.Length || _isLengthDeclared);

    /// <summary>Whether to ask after this answer. What cannot be, where nobody sends other bytes, is a fault.</summary>
    private bool MustAsk(Reply answer)
    {
        if (answer.Status is 204 || answer.IsEnd)
        {
            return false;
        }

        if (answer.Code is "stream-conflict" or "completed-otherwise" && isAlone)
        {
            throw new BrokenPromiseException($"There is one version of the bytes, and yet: {answer.InFull()}");
        }

        return answer.MayRetry || answer.Status is 409 or 460 || answer.Code is "completed-otherwise"
            ? true
            : throw new BrokenPromiseException($"A right PATCH was refused: {answer.InFull()}");
    }

    private static ulong CrcIn(string prefix) => BinaryPrimitives.ReadUInt64BigEndian(Convert.FromBase64String(prefix.Split(':')[1]));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
