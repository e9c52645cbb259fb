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
}
