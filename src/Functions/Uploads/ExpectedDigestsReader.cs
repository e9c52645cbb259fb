using System.Globalization;
using System.Text.Json;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Uploads;

/// <summary>Reads the digests that a client expects of the whole file.</summary>
internal static class ExpectedDigestsReader
{
    private const string Hex64 = "64 hexadecimal digits";

    /// <param name="value">The field's value; null when it was left out.</param>
    /// <param name="parent">The fields it stands among; what is wrong is remembered there.</param>
    public static ExpectedDigests Read(JsonElement? value, JsonFields parent)
    {
        if (value is not { } given)
        {
            return ExpectedDigests.None;
        }

        if (given.ValueKind is not JsonValueKind.Object)
        {
            parent.Fail("expected", $"is {JsonFields.Shown(given)}; give an object whose members are digests");
            return ExpectedDigests.None;
        }

        var fields = new JsonFields(given, "expected.");
        var expected = new ExpectedDigests(
            fields.Parsed<Sha256Digest>("sha256", Hex64, Sha256Digest.TryParseHex),
            fields.Parsed<ulong>("crc64nvme", "16 hexadecimal digits", TryCrc),
            fields.Parsed<Sha256Digest>("chunkDigestsSha256", Hex64, Sha256Digest.TryParseHex));
        fields.RefuseOthers();
        parent.Adopt(fields.Failure);
        return expected;
    }

    private static bool TryCrc(string text, out ulong crc)
    {
        crc = 0;
        return text.Length == 16 && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out crc);
    }
}
