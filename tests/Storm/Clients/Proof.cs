namespace SmartTransfer.Storm.Clients;

/// <summary>What a client of the native API says of the whole file.</summary>
internal enum Proof
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Its CRC-64, at the start.</summary>
    Crc64AtStart,

    /// <summary>Its CRC-64, at the end.</summary>
    Crc64,

    /// <summary>Its SHA-256, at the end.</summary>
    Sha256,

    /// <summary>A list of its chunks with their digests.</summary>
    Manifest,

    /// <summary>The SHA-256 of another file, at the end.</summary>
    WrongSha256,
}
