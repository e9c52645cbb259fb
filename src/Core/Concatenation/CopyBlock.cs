using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Core.Concatenation;

/// <summary>
/// Copies one block of a final upload: within storage where that is possible, else by reading its bytes, checking them against
/// their digests, and staging them.
/// </summary>
public sealed class CopyBlock(IBlockStore blocks, IContentStore contents, BytesInFlight memory)
{
    /// <summary>Copies the block. Doing it again, or twice at once, is harmless.</summary>
    /// <param name="target">The final upload.</param>
    /// <param name="block">The block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async Task<CopyResult> RunAsync(UploadBlob target, CopiedBlock block, CancellationToken cancellationToken)
    {
        if (block.Count == 1)
        {
            var single = block.First;
            var id = new BlockId(BlockKind.Plain, block.Offset, single.Length, single.Crc64, single.Sha256, BlockGroup.None);
            if (await blocks.TryCopyAsync(block.Source, single.Offset, target, id, cancellationToken))
            {
                return CopyResult.Copied;
            }
        }

        using var buffer = new BodyBuffer(memory, target.Upload);
        if (!buffer.TryTake(block.From.Length))
        {
            return CopyResult.TryLater;
        }

        if (await contents.OpenAsync(block.Source, cancellationToken) is not { Stream: var stream })
        {
            return CopyResult.SourceLost;
        }

        await using (stream)
        {
            using var whole = new ChunkHasher();
            try
            {
                stream.Position = block.From.Offset;
                foreach (var piece in block.Pieces)
                {
                    if (!await ReadAsync(stream, piece, block.From.Length, buffer, whole, cancellationToken))
                    {
                        return CopyResult.SourceLost;
                    }
                }
            }
            catch (IOException)
            {
                // Replaced or marked while it was read: another look tells which.
                return CopyResult.TryLater;
            }

            await blocks.StageAsync(target, BlockId.ForChunk(block.Offset, whole.Finish()), buffer.Content(), cancellationToken);
            return CopyResult.Copied;
        }
    }

    /// <summary>Reads a piece. False where the bytes are not those that were stored.</summary>
    private static async Task<bool> ReadAsync(
        Stream stream, BlockId piece, long blockBytes, BodyBuffer buffer, ChunkHasher whole, CancellationToken cancellationToken)
    {
        using var own = new ChunkHasher();
        for (var left = piece.Length; left > 0;)
        {
            var free = buffer.Free(blockBytes - buffer.Length);
            var read = await stream.ReadAsync(free[..(int)Math.Min(free.Length, left)], cancellationToken);
            if (read == 0)
            {
                return false;
            }

            own.Append(free.Span[..read]);
            whole.Append(free.Span[..read]);
            buffer.Advance(read);
            left -= read;
        }

        var got = own.Finish();
        return got.Sha256 == piece.Sha256 && got.Crc64 == piece.Crc64;
    }
}
