using System.Security.Cryptography;

namespace SmartTransfer.Functions.Tus.Checksums;

/// <summary>A digest of the framework's as a running checksum.</summary>
internal sealed class RunningDigest(HashAlgorithmName algorithm) : IRunningChecksum
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(algorithm);

    public void Append(ReadOnlySpan<byte> data) => _hash.AppendData(data);

    public byte[] Finish() => _hash.GetHashAndReset();

    public void Dispose() => _hash.Dispose();
}
