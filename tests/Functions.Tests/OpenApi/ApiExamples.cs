using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Tests.OpenApi;

/// <summary>Problems to look at, written by the app itself.</summary>
internal static class ApiExamples
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    private static readonly Sha256Digest Hello = Hex("5e3235a8346e5a4585f8c58562f5052b8fe26a3bb122e1e96c76784964dfc461");
    private static readonly Sha256Digest World = Hex("486ea46224d1bb4fb680f34f7c9ad96a8f24ec88be73ea8e5a6c65260e9cb8a7");
    private static readonly Sha256Digest Moon = Hex("e244f187f696561d5fd7e00f618e7ba641dc52e3c137380f6fa23a854b773aac");

    private static readonly IReadOnlyList<Failure> Failures =
    [
        FailureCatalogue.LengthMissing(),
        FailureCatalogue.UploadNotFound(),
        FailureCatalogue.UploadCompleted(),
        FailureCatalogue.UploadNotComplete(),
        FailureCatalogue.ChunkPastEnd(new ByteRange(6, 6), 11),
        FailureCatalogue.ChunkDigestMismatch(Hello, World),
        FailureCatalogue.ChunksMissing([new ByteRange(6, 5)]),
        FailureCatalogue.ChunksConflict([new RangeConflict(new ByteRange(6, 5), [World, Moon])]),
        FailureCatalogue.FileDigestMismatch("crc64nvme", "ae8b14860a799888", "8d29d5c3f6ea8ebe"),
        FailureCatalogue.StorageUnavailable(TimeSpan.FromSeconds(5)),
        FailureCatalogue.Busy(TimeSpan.FromSeconds(1)),
    ];

    /// <summary>An example of each of the codes that has one.</summary>
    public static async Task<JsonObject> OfAsync(IEnumerable<string> codes, int status)
    {
        var examples = new JsonObject();
        foreach (var failure in Failures.IntersectBy(codes, failure => failure.Code))
        {
            examples[failure.Code] = new JsonObject { ["value"] = await WrittenAsync(failure, status) };
        }

        return examples;
    }

    private static async Task<JsonNode> WrittenAsync(Failure failure, int status)
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { Response = { Body = body } };
        context.Request.Headers.TraceParent = $"00-{TraceId}-00f067aa0ba902b7-01";
        await Problem.Of(failure, status, static _ => { }).ExecuteAsync(context);
        return JsonNode.Parse(body.ToArray())!;
    }

    private static Sha256Digest Hex(string text) =>
        Sha256Digest.TryParseHex(text, out var digest) ? digest : throw new FormatException(text);
}
