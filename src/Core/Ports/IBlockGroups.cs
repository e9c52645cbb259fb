using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Core.Ports;

/// <summary>Where new groups of blocks come from.</summary>
public interface IBlockGroups
{
    /// <summary>A new group of 80 bits from a cryptographic source of randomness; never <see cref="BlockGroup.None"/>.</summary>
    BlockGroup Next();
}
