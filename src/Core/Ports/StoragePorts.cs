namespace SmartTransfer.Core.Ports;

/// <summary>All ports of one storage, so that they can be handed on and decorated together.</summary>
/// <param name="Sessions">Upload sessions.</param>
/// <param name="Counters">What each instance counted of a session's network.</param>
/// <param name="Expiries">Which sessions may have expired.</param>
/// <param name="Profiles">What is remembered of each client's network.</param>
/// <param name="ProfileExpiries">Which profiles may have expired.</param>
/// <param name="Blocks">Staged blocks.</param>
/// <param name="Commits">Commits.</param>
/// <param name="Contents">Committed files.</param>
/// <param name="Probe">Whether storage answers.</param>
/// <param name="Allowances">What each client has taken.</param>
/// <param name="OpenUploads">Which uploads of a client are open.</param>
/// <param name="Turns">Whose turn it is.</param>
/// <param name="Lists">The lists of uploads.</param>
/// <param name="Events">Which events are due.</param>
/// <param name="SetAside">Events that were given up.</param>
/// <param name="Claims">Which upload has what only one can have.</param>
public sealed record StoragePorts(
    ISessionStore Sessions,
    INetworkCounterStore Counters,
    IExpiryIndex Expiries,
    INetworkProfileStore Profiles,
    IProfileExpiryIndex ProfileExpiries,
    IBlockStore Blocks,
    ICommitStore Commits,
    IContentStore Contents,
    IStorageProbe Probe,
    IAllowanceStore Allowances,
    IOpenUploads OpenUploads,
    ITurns Turns,
    IUploadList Lists,
    IEventIndex Events,
    ISetAsideEvents SetAside,
    IClaims Claims);
