using System.Security.Cryptography;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Azure.Randomness;

/// <summary>Groups of blocks from the operating system's source of randomness.</summary>
public sealed class RandomBlockGroups : IBlockGroups
{
    /// <inheritdoc/>
    public BlockGroup Next()
    {
        Span<byte> random = stackalloc byte[BlockGroup.ByteCount];
        BlockGroup group;
        do
        {
            RandomNumberGenerator.Fill(random);
            group = BlockGroup.FromBytes(random);
        }
        while (group == BlockGroup.None);
        return group;
    }
}
