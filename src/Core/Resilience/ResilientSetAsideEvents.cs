using SmartTransfer.Core.Ports;

namespace SmartTransfer.Core.Resilience;

/// <summary>A store of events that were given up, whose calls are tried again.</summary>
public sealed class ResilientSetAsideEvents(ISetAsideEvents inner, StoragePipeline pipeline) : ISetAsideEvents
{
    /// <inheritdoc/>
    public Task AddAsync(SetAsideEvent aside, CancellationToken cancellationToken) =>
        pipeline.RunAsync("set event aside", null, token => inner.AddAsync(aside, token), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SetAsideEvent>> ReadAsync(SetAsideEvent? after, int limit, CancellationToken cancellationToken) =>
        pipeline.RunAsync("read events set aside", null, token => inner.ReadAsync(after, limit, token), cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(SetAsideEvent aside, CancellationToken cancellationToken) =>
        pipeline.RunAsync("remove event set aside", null, token => inner.RemoveAsync(aside, token), cancellationToken);
}
