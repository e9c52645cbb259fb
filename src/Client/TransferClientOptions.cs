namespace SmartTransfer.Client;

/// <summary>How a <see cref="TransferClient"/> works. The defaults are those of docs/clients.md.</summary>
public sealed class TransferClientOptions
{
    /// <summary>
    /// The service with its route prefix, such as <c>https://app.example/api/</c>. Needed where the client is made
    /// from options alone.
    /// </summary>
    public Uri? Service { get; set; }

    /// <summary>The function key, sent as <c>x-functions-key</c>; null for none.</summary>
    public string? FunctionKey { get; set; }

    /// <summary>
    /// Gives a bearer token; called once at first, and again after the service answered 401. Null for none. If it throws, or
    /// has not answered after 30 s, the request counts as one that nobody answered. It is called again for the next one, unless it
    /// has yet to answer. A <see cref="TransferException"/> of it ends the transfer.
    /// </summary>
    public Func<CancellationToken, ValueTask<string>>? BearerToken { get; set; }

    /// <summary>
    /// The id by which the service knows this device across uploads: 8 to 128 characters of printable ASCII. Null
    /// for one that is made up and kept with the journals.
    /// </summary>
    public string? ClientId { get; set; }

    /// <summary>The most connections, whatever the advice. 1 to 64; 16 by default.</summary>
    public int MaxConnections { get; set; } = 16;

    /// <summary>The largest chunk in bytes, unless the service insists on more. 16 MiB by default.</summary>
    public long MaxChunkBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>The most bytes per second over all connections of a transfer; null for no limit.</summary>
    public long? MaxBytesPerSecond { get; set; }

    /// <summary>
    /// After how long without an accepted byte a transfer ends with <see cref="TransferErrorCode.NoProgress"/>. An
    /// hour by default.
    /// </summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Where journals are kept; null for none, and then nothing is resumed by itself. The user's own folder by default.</summary>
    public JournalFolder? Journals { get; set; } = JournalFolder.Default;

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>
    /// Where chance comes from, for waits; null for a source of its own. One that is given serves one transfer at a
    /// time.
    /// </summary>
    public Random? Random { get; set; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConnections, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxConnections, 64);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxChunkBytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxChunkBytes, 1L << 30);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBytesPerSecond ?? 1, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Patience, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(Clock);
    }
}
