using System.Buffers.Binary;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Testing.Storage;

/// <summary>Upload ids one after the other, the same in every run.</summary>
public sealed class SequentialUploadIds(ulong series = 0) : IUploadIds
{
    private long _given;

    public UploadId Next()
    {
        Span<byte> bytes = stackalloc byte[UploadId.ByteCount];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, series);
        BinaryPrimitives.WriteInt64BigEndian(bytes[sizeof(ulong)..], Interlocked.Increment(ref _given));
        return UploadId.FromBytes(bytes);
    }
}
