using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Testing.Files;

namespace SmartTransfer.Storm.Judging;

/// <summary>
/// Two versions of a file of one length, with the same beginning. Made anew whenever they are asked for: a storm has thousands.
/// </summary>
/// <param name="seed">The same seed gives the same bytes.</param>
/// <param name="length">Length, in bytes.</param>
/// <param name="shared">How many bytes both begin with.</param>
internal sealed class FileVersions(ulong seed, int length, int shared)
{
    /// <summary>The bytes of the first version.</summary>
    public byte[] First() => Version(0);

    /// <summary>The bytes of the second version.</summary>
    public byte[] Second()
    {
        var bytes = Version(1);
        First().AsSpan(0, shared).CopyTo(bytes);
        return bytes;
    }

    /// <summary>What is wrong with a file that may be any of both, or begin as one and go on as the other; null for nothing.</summary>
    public string? JudgeAny(byte[] file)
    {
        var (first, second) = (First(), Second());
        if (file.Length != length)
        {
            return $"it has {file.Length} bytes, not {length}";
        }

        for (var n = 0; n < length; n++)
        {
            if (file[n] != first[n] && file[n] != second[n])
            {
                return $"the byte at {n} is of no version";
            }
        }

        return null;
    }

    /// <summary>What is wrong with a file that must have the bytes of one version from an offset on; null for nothing.</summary>
    /// <param name="version">The version.</param>
    /// <param name="offset">The offset.</param>
    /// <param name="crc64Before">CRC-64/NVME of the bytes that it must have before the offset; null for any.</param>
    /// <param name="file">The file.</param>
    public string? JudgeFrom(byte[] version, long offset, ulong? crc64Before, byte[] file)
    {
        if (JudgeAny(file) is { } wrong)
        {
            return wrong;
        }

        if (crc64Before is { } before && Crc64Nvme.Compute(file.AsSpan(0, (int)offset)) != before)
        {
            return $"before {offset} it has not the bytes that were there when the client asked";
        }

        var same = file.AsSpan((int)offset).CommonPrefixLength(version.AsSpan((int)offset));
        return offset + same == length ? null : $"from {offset + same} on it has not the bytes that were sent from {offset} on";
    }

    private byte[] Version(ulong number) => new SeededFile((seed * 2) + number, length).Read(new ByteRange(0, length));
}
