namespace SmartTransfer.Client.Sources;

/// <summary>What is sent: bytes by position.</summary>
internal interface IFileSource : IAsyncDisposable
{
    /// <summary>The absolute path; null where it is no file.</summary>
    string? Path { get; }

    /// <summary>Length in bytes; null while it is not known.</summary>
    long? Length { get; }

    /// <summary>Any part can be read, and again.</summary>
    bool IsRepeatable { get; }

    /// <summary>When it was last changed, as of now; null where nobody knows.</summary>
    DateTimeOffset? ModifiedAt { get; }

    /// <summary>Its length as of now; null where that is not known.</summary>
    long? CurrentLength { get; }

    /// <summary>Fills the buffer from a position on. One that is not repeatable is read in order.</summary>
    /// <returns>Bytes that were read: fewer than asked for only at the end.</returns>
    /// <exception cref="TransferException">The source cannot be read.</exception>
    ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken);
}
