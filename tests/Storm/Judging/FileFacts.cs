using System.Globalization;
using SmartTransfer.Storm.Events;

namespace SmartTransfer.Storm.Judging;

/// <summary>What an event says of a complete file, and what the file is.</summary>
/// <param name="LengthBytes">Its length, in bytes.</param>
/// <param name="Crc64Nvme">CRC-64/NVME of the file, as 16 hexadecimal digits.</param>
internal sealed record FileFacts(long? LengthBytes, string? Crc64Nvme)
{
    /// <summary>Those of a file that was read.</summary>
    public static FileFacts Of(byte[] file) =>
        new(file.Length, Core.Integrity.Crc64Nvme.Compute(file).ToString("x16", CultureInfo.InvariantCulture));

    /// <summary>Those that an event tells.</summary>
    public static FileFacts Told(Delivery delivery) => new(
        (long?)delivery.Event["data"]?["length"], (string?)delivery.Event["data"]?["digests"]?["crc64nvme"]);
}
