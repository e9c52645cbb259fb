using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Streams;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Streams;

public class PrefixCacheTests
{
    private readonly PrefixCache _cache = new(new SessionOptions { CacheEntries = 20 });
    private readonly SequentialUploadIds _ids = new();

    [Fact]
    public void It_advances_from_where_the_upload_is_known_to_stand_and_from_nowhere_else()
    {
        var id = _ids.Next();
        _cache.Advance(id, default, Tip(5, 1));
        Assert.Null(_cache.Find(id));

        _cache.Learn(id, Tip(5, 1));
        _cache.Advance(id, Tip(4, 1), Tip(9, 2));
        Assert.Equal(Tip(5, 1), _cache.Find(id));

        _cache.Advance(id, Tip(5, 1, crc: 7), Tip(9, 2, crc: 8));
        _cache.Advance(id, Tip(5, 1, epoch: 1), Tip(9, 2, epoch: 1));
        Assert.Equal(Tip(5, 1), _cache.Find(id));

        _cache.Advance(id, Tip(5, 1), Tip(9, 2));
        Assert.Equal(Tip(9, 2), _cache.Find(id));
    }

    [Fact]
    public void What_is_forgotten_is_not_known()
    {
        var id = _ids.Next();
        _cache.Learn(id, Tip(5, 1));
        _cache.Forget(id);
        Assert.Null(_cache.Find(id));
    }

    [Fact]
    public void It_holds_no_more_than_it_may()
    {
        for (var i = 0; i < 100; i++)
        {
            _cache.Learn(_ids.Next(), default);
            Assert.InRange(_cache.Count, 1, 20);
        }
    }

    private static StreamTip Tip(long offset, int blocks, ulong crc = 0, ushort epoch = 0) => new(new(offset, crc, epoch), blocks);
}
