using System.Buffers.Binary;
using System.IO.Hashing;

namespace SmartTransfer.Functions.Tus.Checksums;

/// <summary>CRC-32 as a running checksum.</summary>
internal sealed class RunningCrc32 : IRunningChecksum
{
    private readonly Crc32 _crc = new();

    public void Append(ReadOnlySpan<byte> data) => _crc.Append(data);

    // The library writes the lowest byte first.
    public byte[] Finish()
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, _crc.GetCurrentHashAsUInt32());
        return bytes;
    }

    public void Dispose()
    {
    }
}
