using System.Buffers;
using System.Runtime.InteropServices;
using FsCheck.Fluent;
using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Options;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Core.Tests.Bodies;

public class BodyBufferTests
{
    private readonly BytesInFlight _budget = new(new AdmissionOptions { MaxBytesInFlight = 1_000_000 });

    [Fact]
    public void What_was_put_in_comes_out_in_one_piece_however_it_arrived() => Always.Holds(
        from content in Values.Bytes(maxLength: 500_000)
        from announced in Gen.Elements(true, false)
        from seed in Gen.Choose(0, int.MaxValue)
        select (content, announced, seed),
        given =>
        {
            var random = new Random(given.seed);
            using var buffer = new BodyBuffer(_budget, default);
            Assert.True(!given.announced || buffer.TryTake(given.content.Length));
            for (var at = 0; at < given.content.Length;)
            {
                var free = buffer.Free(given.content.Length - at);
                var count = random.Next(1, free.Length + 1);
                given.content.AsSpan(at, count).CopyTo(free.Span);
                buffer.Advance(count);
                at += count;
            }

            Assert.Equal(given.content.Length, buffer.Length);
            Assert.Equal(given.content, buffer.Content().ToArray());
            Assert.Equal(given.content.Length, _budget.Held);
            buffer.Dispose();
            Assert.Equal(0, _budget.Held);
        });

    [Fact]
    public void Beyond_the_budget_there_is_no_room()
    {
        using var buffer = new BodyBuffer(_budget, default);
        Assert.False(buffer.TryTake(1_000_001));
        Assert.Equal(0, _budget.Held);

        using var other = new BodyBuffer(_budget, default);
        Assert.True(other.TryTake(1_000_000));
        Assert.True(buffer.Free(1).IsEmpty);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    [InlineData(70_000)]
    public void A_small_body_holds_hardly_more_memory_than_the_budget_counts(int bytes)
    {
        using var buffer = new BodyBuffer(_budget, default);
        Assert.True(buffer.TryTake(bytes));

        Assert.True(MemoryMarshal.TryGetArray<byte>(buffer.Free(bytes), out var memory));

        Assert.InRange(memory.Array!.Length, bytes, Math.Max(16, 2 * bytes));
    }

    [Fact]
    public void Giving_back_twice_gives_back_once()
    {
        var buffer = new BodyBuffer(_budget, default);
        Assert.True(buffer.TryTake(10));

        buffer.Dispose();
        buffer.Dispose();

        Assert.Equal(0, _budget.Held);
    }
}
