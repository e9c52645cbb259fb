using System.Text.Json;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Telemetry;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Uploads;

/// <summary>Reads what a client says when it completes an upload.</summary>
internal static class CompletionReader
{
    public static Outcome<CompletionRequest> Read(JsonElement source)
    {
        var fields = new JsonFields(source);
        var expected = ExpectedDigestsReader.Read(fields.Take("expected"), fields);
        var manifest = Manifest(fields.Take("manifest"), fields);
        var length = fields.Bytes("length");
        fields.RefuseOthers();
        return fields.Failure is { } failure ? failure : new CompletionRequest(expected, manifest, length);
    }

    private static List<ManifestEntry>? Manifest(JsonElement? value, JsonFields parent)
    {
        if (value is not { } given)
        {
            return null;
        }

        if (given.ValueKind is not JsonValueKind.Array || given.GetArrayLength() > BlockLimits.MaxCommittedBlocks)
        {
            parent.Fail("manifest", $"is not a list of at most {BlockLimits.MaxCommittedBlocks} chunks");
            return null;
        }

        var manifest = new List<ManifestEntry>(given.GetArrayLength());
        foreach (var entry in given.EnumerateArray())
        {
            if (entry.ValueKind is not JsonValueKind.Object)
            {
                parent.Fail("manifest", "contains an entry that is not an object with offset, length and sha256");
                return null;
            }

            var fields = new JsonFields(entry, $"manifest[{manifest.Count}].");
            var range = new ByteRange(fields.Int64("offset"), fields.Int64("length"));
            var digest = fields.Parsed<Sha256Digest>("sha256", "64 hexadecimal digits", Sha256Digest.TryParseHex);
            fields.RefuseOthers();
            if (digest is null)
            {
                fields.Fail("sha256", "is missing");
            }

            if (fields.Failure is not null)
            {
                parent.Adopt(fields.Failure);
                return null;
            }

            manifest.Add(new ManifestEntry(range, digest!.Value));
        }

        return manifest;
    }
}
