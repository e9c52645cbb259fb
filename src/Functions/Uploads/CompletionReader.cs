using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Uploads;

/// <summary>Reads what a client says when it completes an upload, the manifest entry by entry as it arrives.</summary>
/// <param name="held">Gives the memory for the manifest.</param>
internal sealed class CompletionReader(HeldBytes held)
{
    private const string ManifestName = "manifest";

    // 50,000 entries of a manifest are about 6.5 MB as text, and 48 bytes each in memory.
    private const int MaxBodyBytes = 16 * 1024 * 1024;
    private const int EntriesAtOnce = 1024;
    private const int EntriesAtOnceBytes = 64 * 1024;

    private readonly List<ManifestEntry> _manifest = [];

    /// <summary>Reads it. The body is optional.</summary>
    public async Task<Outcome<CompletionRequest>> ReadAsync(HttpRequest request)
    {
        var body = await JsonBody.ReadAsync(request, MaxBodyBytes, optional: true, ManifestName, TakeEntry);
        if (!body.TryGet(out var fields, out var unreadable))
        {
            return unreadable;
        }

        var expected = ExpectedDigestsReader.Read(fields.Take("expected"), fields);
        if (fields.Take(ManifestName) is not null)
        {
            fields.Adopt(NoList());
        }

        var manifest = fields.TakeElements(ManifestName) ? _manifest : null;
        var length = fields.Bytes("length");
        fields.RefuseOthers();
        return fields.Failure is { } failure ? failure : new CompletionRequest(expected, manifest, length);
    }

    private static Failure NoList() =>
        FailureCatalogue.FieldInvalid(ManifestName, $"is not a list of at most {BlockLimits.MaxCommittedBlocks} chunks");

    private Failure? TakeEntry(JsonElement entry)
    {
        if (_manifest.Count == BlockLimits.MaxCommittedBlocks)
        {
            return NoList();
        }

        if (entry.ValueKind is not JsonValueKind.Object)
        {
            return FailureCatalogue.FieldInvalid(
                ManifestName, "contains an entry that is not an object with offset, length and sha256");
        }

        if (_manifest.Count % EntriesAtOnce == 0 && !held.TryTake(EntriesAtOnceBytes))
        {
            return FailureCatalogue.Busy(held.RetryAfter);
        }

        var fields = new JsonFields(entry, $"{ManifestName}[{_manifest.Count}].");
        var range = new ByteRange(fields.Int64("offset"), fields.Int64("length"));
        var digest = fields.Parsed<Sha256Digest>("sha256", "64 hexadecimal digits", Sha256Digest.TryParseHex);
        fields.RefuseOthers();
        if (digest is null)
        {
            fields.Fail("sha256", "is missing");
        }

        _manifest.Add(new ManifestEntry(range, digest.GetValueOrDefault()));
        return fields.Failure;
    }
}
