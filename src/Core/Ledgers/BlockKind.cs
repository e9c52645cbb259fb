namespace SmartTransfer.Core.Ledgers;

/// <summary>What a block stands for. The value is the second byte of its id.</summary>
public enum BlockKind : byte
{
    /// <summary>A chunk that counts by itself.</summary>
    Plain = 0,

    /// <summary>A piece that counts only once a <see cref="Seal"/> of its group is staged.</summary>
    Provisional = 1,

    /// <summary>Says that all pieces of its group were verified; carries no bytes of the file.</summary>
    Seal = 2,

    /// <summary>A piece of a body that continues a file: it names the checksum of all bytes before it, and its epoch.</summary>
    Linear = 3,

    /// <summary>Says where the file continues after two contents for one position met; carries no bytes of the file.</summary>
    Fence = 4,
}
