using System.Security.Cryptography;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Azure.Randomness;

/// <summary>Upload ids from the operating system's source of randomness.</summary>
public sealed class RandomUploadIds : IUploadIds
{
    /// <inheritdoc/>
    public UploadId Next()
    {
        Span<byte> random = stackalloc byte[UploadId.ByteCount];
        RandomNumberGenerator.Fill(random);
        return UploadId.FromBytes(random);
    }
}
