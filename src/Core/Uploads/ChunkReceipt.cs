using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Links;

namespace SmartTransfer.Core.Uploads;

/// <summary>Says that a chunk is verified and stored.</summary>
/// <param name="Block">The block it became.</param>
/// <param name="ExpiresAt">When the upload expires unless it is touched before.</param>
/// <param name="Advice">What the client should do next.</param>
public sealed record ChunkReceipt(BlockId Block, DateTimeOffset ExpiresAt, TransferAdvice Advice);
