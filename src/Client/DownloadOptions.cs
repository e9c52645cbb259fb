namespace SmartTransfer.Client;

/// <summary>How one file is fetched.</summary>
public sealed record DownloadOptions
{
    /// <summary>Replaces a file that is there already. False by default.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Goes on with what an earlier run left. True by default.</summary>
    public bool Resume { get; init; } = true;

    /// <summary>Is told what happens; called on threads of the pool.</summary>
    public Action<TransferEvent>? Events { get; init; }
}
