using FsCheck.Fluent;
using SmartTransfer.Bench.Links;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Bench.Tests.Links;

public sealed class MissingRangesTests
{
    [Fact]
    public void What_comes_back_joins_its_neighbours_and_is_the_first_to_go_again()
    {
        var missing = new MissingRanges(100);
        Assert.Equal((0, 10), missing.Take(10));
        Assert.Equal((10, 10), missing.Take(10));
        Assert.Equal((20, 10), missing.Take(10));
        missing.Return(10, 10);
        missing.Return(0, 10);

        Assert.Equal((0, 20), missing.Take(50));
        Assert.Equal((30, 70), missing.Take(100));
        Assert.True(missing.IsEmpty);
    }

    [Fact]
    public void Every_byte_is_sent_once_whatever_fails_and_is_cut_again() => Always.Holds(
        (from bytes in Gen.Choose(1, 60) from fails in Gen.Choose(0, 2) select (bytes, fails == 0)).ListOf(300),
        attempts =>
        {
            var (missing, held, arrived) = (new MissingRanges(500), new List<(long Offset, long Length)>(), new int[500]);
            foreach (var (bytes, fails) in attempts)
            {
                if (!missing.IsEmpty)
                {
                    held.Add(missing.Take(bytes));
                }

                if (fails && held.Count > 0)
                {
                    missing.Return(held[0].Offset, held[0].Length);
                    held.RemoveAt(0);
                }
            }

            while (!missing.IsEmpty)
            {
                held.Add(missing.Take(7));
            }

            foreach (var (offset, length) in held)
            {
                for (var i = offset; i < offset + length; i++)
                {
                    arrived[i]++;
                }
            }

            Assert.All(arrived, count => Assert.Equal(1, count));
        });
}
