using System.Buffers.Binary;
using SmartTransfer.Core.Integrity;

namespace SmartTransfer.Functions.Tus.Checksums;

/// <summary>CRC-32 as a running checksum.</summary>
internal sealed class RunningCrc32 : IRunningChecksum
{
    private uint _crc;

    public void Append(ReadOnlySpan<byte> data) => _crc = Crc32.Append(_crc, data);

    public byte[] Finish()
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, _crc);
        return bytes;
    }

    public void Dispose()
    {
    }
}
