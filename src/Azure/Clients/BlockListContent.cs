using System.Buffers;
using System.Text;
using Azure.Core;
using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Azure.Clients;

/// <summary>
/// The body of Put Block List (learn.microsoft.com/rest/api/storageservices/put-block-list), written from the ids as they go out. At
/// 50,000 blocks the library would hold it as a list, as a tree and as 5 MB of text.
/// </summary>
internal sealed class BlockListContent(IReadOnlyList<BlockId> blocks) : RequestContent
{
    private const int PieceBlocks = 512;

    private static readonly byte[] Begin = "<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>"u8.ToArray();
    private static readonly byte[] BeginBlock = "<Latest>"u8.ToArray();
    private static readonly byte[] EndBlock = "</Latest>"u8.ToArray();
    private static readonly byte[] End = "</BlockList>"u8.ToArray();
    private static readonly int BlockBytes = BeginBlock.Length + BlockId.CharCount + EndBlock.Length;

    /// <inheritdoc/>
    public override bool TryComputeLength(out long length)
    {
        length = Begin.Length + ((long)BlockBytes * blocks.Count) + End.Length;
        return true;
    }

    /// <inheritdoc/>
    public override async Task WriteToAsync(Stream stream, CancellationToken cancellation)
    {
        var piece = ArrayPool<byte>.Shared.Rent(PieceBlocks * BlockBytes);
        try
        {
            await stream.WriteAsync(Begin, cancellation);
            for (var from = 0; from < blocks.Count; from += PieceBlocks)
            {
                await stream.WriteAsync(piece.AsMemory(0, Fill(piece, from)), cancellation);
            }

            await stream.WriteAsync(End, cancellation);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    /// <inheritdoc/>
    public override void WriteTo(Stream stream, CancellationToken cancellation) =>
        throw new NotSupportedException("Storage is called asynchronously.");

    /// <inheritdoc/>
    public override void Dispose()
    {
    }

    private int Fill(byte[] piece, int from)
    {
        var at = 0;
        Span<char> id = stackalloc char[BlockId.CharCount];
        for (var i = from; i < Math.Min(from + PieceBlocks, blocks.Count); i++)
        {
            BeginBlock.CopyTo(piece, at);
            blocks[i].Encode(id);
            at += BeginBlock.Length;
            at += Encoding.ASCII.GetBytes(id, piece.AsSpan(at));
            EndBlock.CopyTo(piece, at);
            at += EndBlock.Length;
        }

        return at;
    }
}
