using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Testing.Storage;

/// <summary>Groups that count up: 1, 2, 3 ...</summary>
public sealed class SequentialBlockGroups : IBlockGroups
{
    private int _last;

    public BlockGroup Next() => new((ulong)Interlocked.Increment(ref _last), 0);
}
