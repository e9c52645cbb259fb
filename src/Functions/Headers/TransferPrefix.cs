using System.Buffers.Binary;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Failures;
using SmartTransfer.Functions.Headers.Structured;

namespace SmartTransfer.Functions.Headers;

/// <summary>
/// What an upload has up to an offset: a dictionary of RFC 9651 with <c>bytes</c>, the offset, and <c>crc64nvme</c>, the eight bytes of the
/// CRC-64/NVME of all before it. A client that sends it back as it was told is never continued after other bytes.
/// </summary>
internal static class TransferPrefix
{
    public const string Name = "Transfer-Prefix";

    private const int MaxChars = 256;

    /// <summary>Writes it.</summary>
    public static void Write(IHeaderDictionary headers, long offset, ulong crc64)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, crc64);
        headers[Name] = string.Create(CultureInfo.InvariantCulture, $"bytes={offset}, crc64nvme=:{Convert.ToBase64String(bytes)}:");
    }

    /// <summary>The checksum that the client sends back; null where it sends none, or one for another offset.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="offset">Where the body begins.</param>
    public static Outcome<Prefix> Read(IHeaderDictionary headers, long offset)
    {
        var field = StructuredDictionary.Join(headers[Name]);
        if (field.Length == 0)
        {
            return Prefix.Unknown;
        }

        var members = StructuredDictionary.Parse(field, MaxChars);
        if (members?.GetValueOrDefault("bytes").Item?.AsInteger is not { } bytes
            || members.GetValueOrDefault("crc64nvme").Item?.AsBytes is not { Length: sizeof(ulong) } crc)
        {
            return FailureCatalogue.HeaderInvalid(Name, field, "it back as the last answer had it, or leave it out");
        }

        return bytes == offset ? new Prefix(BinaryPrimitives.ReadUInt64BigEndian(crc)) : Prefix.Unknown;
    }

    /// <param name="Crc64">The checksum; null for none.</param>
    public readonly record struct Prefix(ulong? Crc64)
    {
        public static Prefix Unknown => default;
    }
}
