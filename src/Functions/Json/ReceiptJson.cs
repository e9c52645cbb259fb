using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Functions.Json;

/// <summary>Says that a chunk is verified and stored.</summary>
internal sealed record ReceiptJson(long Offset, long Length, string Sha256, string Crc64nvme, DateTimeOffset ExpiresAt, AdviceJson Advice)
{
    public static ReceiptJson Of(ChunkReceipt receipt) => new(
        receipt.Block.Offset,
        receipt.Block.Length,
        receipt.Block.Sha256.ToHex(),
        DigestRule.Hex(receipt.Block.Crc64),
        receipt.ExpiresAt,
        AdviceJson.Of(receipt.Advice));
}
