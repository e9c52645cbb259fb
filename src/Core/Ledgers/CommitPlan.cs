using System.Buffers.Binary;
using SmartTransfer.Core.Integrity;

namespace SmartTransfer.Core.Ledgers;

/// <summary>
/// Which blocks a commit consists of, small enough to stand in the session's row: whoever finds a session in Committing
/// commits exactly these, whatever has been staged since.
/// </summary>
/// <remarks>
/// The blocks tile the file, so their lengths give their offsets: runs of (length, count), each followed by eight bytes of
/// every block, which tell apart blocks of one range: the first of its SHA-256, mixed with its group. 49,000 blocks make at
/// most 0.7 MB; a usual file of equal chunks 8 bytes a block. <see cref="Resolve"/> is trusted only together with the digest
/// of all chunk digests.
/// </remarks>
public static class CommitPlan
{
    /// <summary>Writes the plan of a file.</summary>
    public static byte[] Encode(FileAssembly file)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        var blocks = file.Blocks;
        for (var start = 0; start < blocks.Count;)
        {
            var end = start;
            while (end < blocks.Count && blocks[end].Length == blocks[start].Length)
            {
                end++;
            }

            writer.Write7BitEncodedInt64(blocks[start].Length);
            writer.Write7BitEncodedInt(end - start);
            for (; start < end; start++)
            {
                writer.Write(Mark(blocks[start]));
            }
        }

        writer.Flush();
        return bytes.ToArray();
    }

    /// <summary>Finds the plan's blocks among the chunks of a ledger; null where one is not there or the plan cannot be read.</summary>
    public static IReadOnlyList<BlockId>? Resolve(ReadOnlyMemory<byte> plan, IReadOnlyList<BlockId> chunks)
    {
        var known = new Dictionary<(ByteRange, ulong), BlockId>(chunks.Count);
        foreach (var chunk in chunks)
        {
            known.TryAdd((chunk.Range, Mark(chunk)), chunk);
        }

        using var reader = new BinaryReader(new MemoryStream(plan.ToArray(), writable: false));
        var blocks = new List<BlockId>();
        long offset = 0;
        try
        {
            while (reader.BaseStream.Position < reader.BaseStream.Length)
            {
                var length = reader.Read7BitEncodedInt64();
                for (var count = reader.Read7BitEncodedInt(); count > 0; count--)
                {
                    if (!known.TryGetValue((new ByteRange(offset, length), reader.ReadUInt64()), out var block))
                    {
                        return null;
                    }

                    blocks.Add(block);
                    offset = checked(offset + length);
                }
            }
        }
        catch (Exception unreadable) when (unreadable is IOException or FormatException or OverflowException)
        {
            return null;
        }

        return blocks;
    }

    /// <summary>
    /// Tells a block from others of its range. Kind and group are part of it: the same bytes of another kind or in another group are
    /// another block, and a commit that is tried again must name the very same one.
    /// </summary>
    private static ulong Mark(BlockId block)
    {
        Span<byte> digest = stackalloc byte[Sha256Digest.SizeBytes];
        block.Sha256.CopyTo(digest);
        return BinaryPrimitives.ReadUInt64LittleEndian(digest) ^ block.Group.High ^ block.Group.Low ^ ((ulong)block.Kind << 32);
    }
}
