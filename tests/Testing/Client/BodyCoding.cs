namespace SmartTransfer.Testing.Client;

/// <summary>How a body's end is told (RFC 9112, section 6).</summary>
public enum BodyCoding
{
    /// <summary>By its Content-Length.</summary>
    Length,

    /// <summary>By the last chunk of the chunked transfer coding.</summary>
    Chunked,
}
