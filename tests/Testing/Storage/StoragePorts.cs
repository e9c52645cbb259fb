using SmartTransfer.Core.Ports;

namespace SmartTransfer.Testing.Storage;

/// <summary>All ports of one storage, so that they can be handed on and decorated together.</summary>
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
    IOpenUploads OpenUploads);
