namespace SmartTransfer.Cli.Transfers;

/// <summary>Bytes that nothing on the way can compress, of any length: SplitMix64 by position.</summary>
internal sealed class RandomBytes(long length, ulong seed) : Stream
{
    private const int WordBytes = sizeof(ulong);

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, length - Position);
        Span<byte> word = stackalloc byte[WordBytes];
        for (var filled = 0; filled < count;)
        {
            var within = (int)((Position + filled) % WordBytes);
            _ = BitConverter.TryWriteBytes(word, WordAt((ulong)((Position + filled) / WordBytes)));
            var part = Math.Min(WordBytes - within, count - filled);
            word.Slice(within, part).CopyTo(buffer[filled..]);
            filled += part;
        }

        Position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) =>
        Position = origin switch { SeekOrigin.Begin => offset, SeekOrigin.Current => Position + offset, _ => length + offset };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private ulong WordAt(ulong index)
    {
        var word = unchecked(seed + ((index + 1) * 0x9E3779B97F4A7C15));
        word = unchecked((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9);
        word = unchecked((word ^ (word >> 27)) * 0x94D049BB133111EB);
        return word ^ (word >> 31);
    }
}
