using SmartTransfer.Core.Bodies;

namespace SmartTransfer.Core.Tests.Bodies;

public class SegmentPoolTests
{
    private const int Segments = 200;

    private readonly SegmentPool _pool = new(Segments * SegmentPool.SegmentBytes);

    [Fact]
    public void As_many_segments_as_the_budget_holds_are_used_over_and_over()
    {
        var first = RentAll();
        Assert.Equal(Segments, first.Count);
        foreach (var segment in first)
        {
            _pool.Return(segment);
        }

        Assert.Subset(first, RentAll());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(SegmentPool.SegmentBytes)]
    public void What_is_rented_is_as_long_as_wanted_and_hardly_longer(int bytes)
    {
        var segment = _pool.Rent(bytes);
        Assert.InRange(segment.Length, bytes, Math.Max(16, 2 * bytes));
        _pool.Return(segment);
    }

    private HashSet<byte[]> RentAll() =>
        [.. Enumerable.Range(0, Segments).Select(
            _ => _pool.Rent(SegmentPool.SegmentBytes)).ToHashSet(ReferenceEqualityComparer.Instance).Cast<byte[]>()];
}
