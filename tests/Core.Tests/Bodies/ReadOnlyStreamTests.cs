using SmartTransfer.Core.Bodies;

namespace SmartTransfer.Core.Tests.Bodies;

public sealed class ReadOnlyStreamTests : IDisposable
{
    private readonly Forward _forward = new();
    private readonly Seekable _seekable = new();

    public static TheoryData<Action<Stream>> Refusals =>
    [
        stream => stream.Write([1], 0, 1),
        stream => stream.Write([1]),
        stream => stream.SetLength(1),
        stream => stream.ReadByte(),
        stream => stream.ReadExactly(new byte[1]),
    ];

    public void Dispose()
    {
        _forward.Dispose();
        _seekable.Dispose();
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Writing_and_synchronous_reading_are_refused(Action<Stream> act) =>
        Assert.Throws<NotSupportedException>(() => act(_forward));

    [Fact]
    public void It_is_read_and_not_written_and_flushing_does_nothing()
    {
        _forward.Flush();

        Assert.Equal((true, false, false), (_forward.CanRead, _forward.CanWrite, _forward.CanSeek));
    }

    [Fact]
    public async Task Every_way_to_read_asynchronously_is_the_same()
    {
        var bytes = new byte[4];

        Assert.Equal(2, await _forward.ReadAsync(bytes, 1, 2, CancellationToken.None));
        Assert.Equal(new byte[] { 0, 7, 7, 0 }, bytes);
    }

    [Fact]
    public void One_that_cannot_seek_has_no_length_and_no_position()
    {
        Assert.Throws<NotSupportedException>(() => _forward.Length);
        Assert.Throws<NotSupportedException>(() => _forward.Position);
        Assert.Throws<NotSupportedException>(() => _forward.Position = 0);
        Assert.All(Enum.GetValues<SeekOrigin>(), origin => Assert.Throws<NotSupportedException>(() => _forward.Seek(0, origin)));
    }

    [Theory]
    [InlineData(3, SeekOrigin.Begin, 3)]
    [InlineData(-2, SeekOrigin.Current, 3)]
    [InlineData(-1, SeekOrigin.End, 9)]
    public void One_that_can_seek_goes_where_it_is_told(long offset, SeekOrigin origin, long expected)
    {
        _seekable.Position = 5;

        Assert.Equal(expected, _seekable.Seek(offset, origin));
        Assert.Equal(expected, _seekable.Position);
    }

    private class Forward : ReadOnlyStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill(7);
            return ValueTask.FromResult(buffer.Length);
        }
    }

    private sealed class Seekable : Forward
    {
        public override bool CanSeek => true;

        public override long Length => 10;

        public override long Position { get; set; }
    }
}
