namespace SmartTransfer.Functions.Tus.Checksums;

/// <summary>A checksum of bytes as they pass.</summary>
internal interface IRunningChecksum : IDisposable
{
    void Append(ReadOnlySpan<byte> data);

    /// <summary>The checksum as Upload-Checksum writes it in base64: the bytes of a digest, most significant first.</summary>
    byte[] Finish();
}
