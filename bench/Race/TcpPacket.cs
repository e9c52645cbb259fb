using System.Buffers.Binary;

namespace SmartTransfer.Bench.Race;

/// <summary>What a link looks at in a packet of TCP over IPv4 (RFC 791, RFC 9293), and the reset that answers one.</summary>
internal readonly ref struct TcpPacket
{
    private const int IpBytes = 20;
    private const int TcpBytes = 20;
    private const byte Version4 = 4;
    private const byte Tcp = 6;
    private const byte FlagFin = 1;
    private const byte FlagSyn = 2;
    private const byte FlagReset = 4;
    private const byte FlagAck = 16;
    private const byte HopLimit = 64;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _ipBytes;

    private TcpPacket(ReadOnlySpan<byte> bytes, int ipBytes)
    {
        _bytes = bytes;
        _ipBytes = ipBytes;
    }

    public uint Source => BinaryPrimitives.ReadUInt32BigEndian(_bytes[12..]);

    public uint Target => BinaryPrimitives.ReadUInt32BigEndian(_bytes[16..]);

    public ushort SourcePort => BinaryPrimitives.ReadUInt16BigEndian(_bytes[_ipBytes..]);

    public ushort TargetPort => BinaryPrimitives.ReadUInt16BigEndian(_bytes[(_ipBytes + 2)..]);

    /// <summary>Bytes of the stream that it carries.</summary>
    public int PayloadBytes => _bytes.Length - _ipBytes - ((_bytes[_ipBytes + 12] >> 4) * 4);

    public bool IsReset => (Flags & FlagReset) != 0;

    /// <summary>Whether it opens a connection.</summary>
    public bool IsOpening => (Flags & (FlagSyn | FlagAck)) == FlagSyn;

    private byte Flags => _bytes[_ipBytes + 13];

    public static bool TryRead(ReadOnlySpan<byte> bytes, out TcpPacket packet)
    {
        packet = default;
        if (bytes.Length < IpBytes + TcpBytes || bytes[0] >> 4 != Version4 || bytes[9] != Tcp)
        {
            return false;
        }

        var ipBytes = (bytes[0] & 0xf) * 4;
        packet = new TcpPacket(bytes, ipBytes);
        return bytes.Length >= ipBytes + TcpBytes;
    }

    /// <summary>The reset that whoever sent this gets in place of an answer (RFC 9293, section 3.5.2).</summary>
    public byte[] Reset()
    {
        var reset = new byte[IpBytes + TcpBytes];
        reset[0] = (Version4 << 4) | (IpBytes / 4);
        BinaryPrimitives.WriteUInt16BigEndian(reset.AsSpan(2), (ushort)reset.Length);
        reset[8] = HopLimit;
        reset[9] = Tcp;
        BinaryPrimitives.WriteUInt32BigEndian(reset.AsSpan(12), Target);
        BinaryPrimitives.WriteUInt32BigEndian(reset.AsSpan(16), Source);
        BinaryPrimitives.WriteUInt16BigEndian(reset.AsSpan(10), Sum(reset.AsSpan(0, IpBytes), 0));

        var tcp = reset.AsSpan(IpBytes);
        BinaryPrimitives.WriteUInt16BigEndian(tcp, TargetPort);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], SourcePort);
        tcp[12] = TcpBytes / 4 << 4;
        if ((Flags & FlagAck) != 0)
        {
            // What it acknowledges is where its sender expects the answer to begin.
            _bytes.Slice(_ipBytes + 8, 4).CopyTo(tcp[4..]);
            tcp[13] = FlagReset;
        }
        else
        {
            var sent = PayloadBytes + ((Flags & FlagSyn) != 0 ? 1 : 0) + ((Flags & FlagFin) != 0 ? 1 : 0);
            BinaryPrimitives.WriteUInt32BigEndian(
                tcp[8..], BinaryPrimitives.ReadUInt32BigEndian(_bytes[(_ipBytes + 4)..]) + (uint)sent);
            tcp[13] = FlagReset | FlagAck;
        }

        var pseudoHeader = (Source >> 16) + (Source & 0xffff) + (Target >> 16) + (Target & 0xffff) + Tcp + TcpBytes;
        BinaryPrimitives.WriteUInt16BigEndian(tcp[16..], Sum(tcp, pseudoHeader));
        return reset;
    }

    /// <summary>The Internet checksum (RFC 1071) of an even number of bytes.</summary>
    private static ushort Sum(ReadOnlySpan<byte> bytes, uint sum)
    {
        for (var at = 0; at < bytes.Length; at += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
        }

        while (sum > 0xffff)
        {
            sum = (sum >> 16) + (sum & 0xffff);
        }

        return (ushort)~sum;
    }
}
