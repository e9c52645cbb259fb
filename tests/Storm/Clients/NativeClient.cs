using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Testing.Client;
using SmartTransfer.Testing.Files;

namespace SmartTransfer.Storm.Clients;

/// <summary>A client of the native API that has one version of a file, and does what docs/protocol.md tells it to.</summary>
/// <param name="wire">Its connections.</param>
/// <param name="bytes">Its version of the file.</param>
/// <param name="isAlone">Whether nobody sends other bytes: then nothing may ever conflict.</param>
internal sealed class NativeClient(Wire wire, byte[] bytes, bool isAlone)
{
    private const string OctetStream = "application/octet-stream";
    private const int MostCompletions = 60;

    private readonly string _crc64 = Crc64Nvme.Compute(bytes).ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>Starts an upload.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> StartAsync(string fileName, Proof proof)
    {
        var expected = proof is Proof.Crc64AtStart ? new { crc64nvme = _crc64 } : null;
        var reply = await wire.SendAsync(
            HttpMethod.Post, "/api/uploads", () => JsonContent.Create(new { fileName, length = bytes.Length, expected }));
        return reply.Status is 201
            ? reply.Json.GetProperty("id").GetString()!
            : throw new BrokenPromiseException($"A start was {reply.InFull()}");
    }

    /// <summary>The whole file in chunks of random sizes and in random order.</summary>
    public ByteRange[] Cut()
    {
        var most = Math.Max(1, bytes.Length / wire.Random.Next(1, 12));
        return ChunkPlan.Mixed(bytes.Length, most, wire.Random.Next());
    }

    /// <summary>The whole file in chunks that end at multiples of so many bytes, so that those of several clients meet.</summary>
    public ByteRange[] Cut(int grid)
    {
        List<ByteRange> chunks = [];
        for (long offset = 0; offset < bytes.Length; offset = chunks[^1].End)
        {
            chunks.Add(new ByteRange(offset, Math.Min(grid * wire.Random.Next(1, 4), bytes.Length - offset)));
        }

        return ChunkPlan.Shuffled(chunks, wire.Random.Next());
    }

    /// <summary>Sends chunks, each until it is acknowledged.</summary>
    /// <returns>Why it cannot go on: the upload has ended, or another client completes it; null where all are acknowledged.</returns>
    public async Task<Reply?> SendAsync(string id, IEnumerable<ByteRange> chunks)
    {
        foreach (var chunk in chunks)
        {
            if (await SendAsync(id, chunk) is { } ended)
            {
                return ended;
            }

            if (wire.Random.NextDouble() < 0.05)
            {
                // Sent twice, as by a client that did not hear the answer.
                _ = await TrySendAsync(id, chunk);
            }
        }

        return null;
    }

    /// <summary>Sends a chunk once, and does not care.</summary>
    public Task<Reply?> TrySendAsync(string id, ByteRange chunk)
    {
        var part = bytes.AsMemory((int)chunk.Offset, (int)chunk.Length);
        return wire.TrySendAsync(
            HttpMethod.Put,
            ApiClient.ChunkPath(id, chunk.Offset),
            StormBody.Random(wire.Random, part, OctetStream),
            ("Content-Digest", ApiClient.ContentDigest(part.Span)));
    }

    /// <summary>What the service says is missing; null where the upload is not open.</summary>
    public async Task<IReadOnlyList<ByteRange>?> MissingAsync(string id)
    {
        var reply = await wire.SendAsync(HttpMethod.Get, $"/api/uploads/{id}?chunks=false");
        return reply.Status is 200 && reply.Json.GetProperty("state").GetString() is "open" ? RangesOf(reply.Json, "missing") : null;
    }

    /// <summary>Completes an upload whose chunks have all been sent; sends again what it is asked for.</summary>
    /// <returns>The success, or what ended it all.</returns>
    public async Task<Reply> CompleteAsync(string id, Proof proof)
    {
        for (var n = 0; n < MostCompletions; n++)
        {
            var reply = await wire.SendAsync(HttpMethod.Post, $"/api/uploads/{id}/complete", () => Completion(proof));
            switch (reply.Code)
            {
                case "chunks-missing":
                    var missing = RangesOf(reply.Json, "missing");
                    wire.Story.Tell($"missing {string.Join(' ', missing.Select(range => $"[{range.Offset}, {range.End})"))}");
                    if (await SendAsync(id, missing) is { Code: not "upload-completed" } ended)
                    {
                        return ended;
                    }

                    break;
                case "chunks-conflict" when !isAlone && await MissingAsync(id) is null:
                    // Another client has ended it meanwhile: how, the next answer says.
                    break;
                case "chunks-conflict" or "file-digest-mismatch" when !isAlone && await MissingAsync(id) is not null:
                    // Chunks of another version are there: its own in full, by name.
                    proof = Proof.Manifest;
                    if (await SendAsync(id, Even()) is { Code: not "upload-completed" } over)
                    {
                        return over;
                    }

                    break;
                default:
                    return reply;
            }
        }

        throw new BrokenPromiseException($"After {MostCompletions} completions with all that was asked for there is still no end.");
    }

    /// <summary>Removes the file of a complete upload.</summary>
    public Task<Reply> RemoveAsync(string id) => wire.SendAsync(HttpMethod.Delete, $"/api/uploads/{id}/content");

    /// <summary>Gives the upload up.</summary>
    public Task<Reply> CancelAsync(string id) => wire.SendAsync(HttpMethod.Delete, $"/api/uploads/{id}");

    private async Task<Reply?> SendAsync(string id, ByteRange chunk)
    {
        while (true)
        {
            switch (await TrySendAsync(id, chunk))
            {
                case { IsSuccess: true }:
                    return null;
                case { } ended when ended.IsEnd || ended.Code is "upload-completed" or "upload-committing":
                    return ended;
                case null or { MayRetry: true }:
                    await wire.PauseAsync();
                    break;
                case var refused:
                    throw new BrokenPromiseException($"A right chunk of an open upload was refused: {refused.InFull()}");
            }
        }
    }

    private ByteRange[] Even() => [.. ChunkPlan.Even(bytes.Length, (bytes.Length / 7) + 1)];

    private HttpContent? Completion(Proof proof) => proof switch
    {
        Proof.Crc64 => JsonContent.Create(new { expected = new { crc64nvme = _crc64 } }),
        Proof.Sha256 => JsonContent.Create(new { expected = new { sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) } }),
        Proof.WrongSha256 => JsonContent.Create(new { expected = new { sha256 = Convert.ToHexStringLower(SHA256.HashData("another"u8)) } }),
        Proof.Manifest => JsonContent.Create(new
        {
            manifest = Even().Select(range => new
            {
                offset = range.Offset,
                length = range.Length,
                sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan((int)range.Offset, (int)range.Length))),
            }),
        }),
        _ => null,
    };

    private static ByteRange[] RangesOf(JsonElement json, string name) =>
        [.. json.GetProperty(name).EnumerateArray().Select(
            range => new ByteRange(range.GetProperty("offset").GetInt64(), range.GetProperty("length").GetInt64()))];
}
