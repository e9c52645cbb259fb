using System.Buffers;
using System.Runtime.InteropServices;
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

    [Fact]
    public async Task It_is_copied_without_a_copy_in_between()
    {
        var destination = new SlowStream { IsSlow = false };
        await using var stream = new SequenceStream(new ReadOnlySequence<byte>(Bytes));
        stream.Position = 10;
        await stream.CopyToAsync(destination);
        Assert.True(MemoryMarshal.TryGetArray(Assert.Single(destination.Written), out var written));
        Assert.Same(Bytes, written.Array);
        Assert.Equal(10, written.Offset);
    }

    [Fact]
    public async Task Disposing_waits_for_a_write_that_is_under_way_and_nothing_is_written_after_it()
    {
        var destination = new SlowStream { IsSlow = true };
        var stream = new SequenceStream(Segments.Of(Bytes, 3, 4096));
        var copying = stream.CopyToAsync(destination);
        var disposing = stream.DisposeAsync().AsTask();
        Assert.False(disposing.IsCompleted);

        destination.Go();
        await disposing;
        await Assert.ThrowsAsync<ObjectDisposedException>(() => copying);
        Assert.Single(destination.Written);
    }

    /// <summary>Takes what is written, and ends a write when it is told to.</summary>
    private sealed class SlowStream : MemoryStream
    {
        private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public required bool IsSlow { get; init; }

        public List<ReadOnlyMemory<byte>> Written { get; } = [];

        public void Go() => _go.SetResult();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Written.Add(buffer);
            if (IsSlow)
            {
                await _go.Task;
            }
        }
    }
}
