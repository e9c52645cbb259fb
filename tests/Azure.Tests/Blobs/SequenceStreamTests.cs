using System.Buffers;
using SmartTransfer.Azure.Blobs;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Azure.Tests.Blobs;

public sealed class SequenceStreamTests
{
    private static readonly byte[] Bytes = SampleBlock.Of(0, 10_000).Content;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    [InlineData(20_000)]
    public async Task All_segments_are_read_in_order_whatever_the_buffer(int bufferBytes)
    {
        await using var stream = new SequenceStream(Segments.Of(Bytes, 3, 4096, 1, 0, 100));
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, bufferBytes);
        Assert.Equal(Bytes, copy.ToArray());
        Assert.Equal(Bytes.Length, stream.Length);
        Assert.Equal(Bytes.Length, stream.Position);
    }

    [Fact]
    public void It_can_be_read_again_from_any_position()
    {
        using var stream = new SequenceStream(Segments.Of(Bytes, 3, 4096));
        var buffer = new byte[10];
        foreach (var position in new[] { 9_990, 0, 4_095, 1 })
        {
            stream.Position = position;
            stream.ReadExactly(buffer);
            Assert.Equal(Bytes[position..(position + 10)], buffer);
        }

        Assert.Equal(9_999, stream.Seek(-1, SeekOrigin.End));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Position = 10_001);
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Seek(-1, SeekOrigin.Begin));
    }

    [Fact]
    public void Once_disposed_it_touches_the_memory_no_more()
    {
        var stream = new SequenceStream(new ReadOnlySequence<byte>(Bytes));
        stream.Dispose();
        Assert.Throws<ObjectDisposedException>(() => stream.ReadByte());
    }
}
