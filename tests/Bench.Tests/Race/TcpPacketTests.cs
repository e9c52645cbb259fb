using System.Buffers.Binary;
using SmartTransfer.Bench.Race;

namespace SmartTransfer.Bench.Tests.Race;

public sealed class TcpPacketTests
{
    private const uint Client = 0x0A000102;
    private const uint Server = 0x0A000101;
    private const byte Syn = 2;
    private const byte Reset = 4;
    private const byte Ack = 16;

    [Fact]
    public void Its_ends_and_its_payload_are_read()
    {
        var bytes = Packet(Ack, payload: 100);
        Assert.True(TcpPacket.TryRead(bytes, out var packet));
        Assert.Equal((Client, Server, 40_000, 7071), (packet.Source, packet.Target, packet.SourcePort, packet.TargetPort));
        Assert.Equal(100, packet.PayloadBytes);
        Assert.False(packet.IsOpening);
        Assert.False(packet.IsReset);
    }

    [Fact]
    public void What_is_no_TCP_over_IPv4_is_left_alone()
    {
        var bytes = Packet(Ack, payload: 0);
        bytes[9] = 17;
        Assert.False(TcpPacket.TryRead(bytes, out _));
        Assert.False(TcpPacket.TryRead(new byte[39], out _));
    }

    [Fact]
    public void The_reset_of_a_packet_begins_where_its_sender_expects_the_answer()
    {
        _ = TcpPacket.TryRead(Packet(Ack, payload: 100), out var packet);
        var bytes = packet.Reset();
        Assert.True(TcpPacket.TryRead(bytes, out var reset));
        Assert.Equal((Server, Client, 7071, 40_000), (reset.Source, reset.Target, reset.SourcePort, reset.TargetPort));
        Assert.True(reset.IsReset);
        Assert.Equal(0, reset.PayloadBytes);
        Assert.Equal(5_000u, BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(24)));
        AssertSumsAreRight(bytes);
    }

    [Fact]
    public void The_reset_of_an_opening_acknowledges_it()
    {
        _ = TcpPacket.TryRead(Packet(Syn, payload: 0), out var packet);
        Assert.True(packet.IsOpening);
        var bytes = packet.Reset();
        Assert.Equal(Reset | Ack, bytes[33]);
        Assert.Equal(1_001u, BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(28)));
        AssertSumsAreRight(bytes);
    }

    private static byte[] Packet(byte flags, int payload)
    {
        var bytes = new byte[40 + payload];
        bytes[0] = 0x45;
        bytes[9] = 6;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(12), Client);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(16), Server);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(20), 40_000);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(22), 7071);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(24), 1_000);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(28), 5_000);
        bytes[32] = 5 << 4;
        bytes[33] = flags;
        return bytes;
    }

    /// <summary>A sum over what was summed and the sum itself is all ones (RFC 1071).</summary>
    private static void AssertSumsAreRight(byte[] packet)
    {
        Assert.Equal(0xffffu, Sum(packet.AsSpan(0, 20), 0));
        var addresses = Sum(packet.AsSpan(12, 8), 0);
        Assert.Equal(0xffffu, Sum(packet.AsSpan(20), addresses + 6 + (uint)(packet.Length - 20)));
    }

    private static uint Sum(ReadOnlySpan<byte> bytes, uint sum)
    {
        for (var at = 0; at < bytes.Length; at += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
        }

        return (sum & 0xffff) + (sum >> 16);
    }
}
