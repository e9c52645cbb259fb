using SmartTransfer.Core.Ports;

namespace SmartTransfer.Core.Resilience;

/// <summary>
/// Retries the calls of a store of allowances. A write whose answer was lost then looks as if it had lost a race, and nobody
/// can use what it took.
/// </summary>
public sealed class ResilientAllowanceStore(IAllowanceStore inner, StoragePipeline pipeline) : IAllowanceStore
{
    /// <inheritdoc/>
    public Task<Allowance?> FindAsync(AllowanceKey key, CancellationToken cancellationToken) =>
        pipeline.RunAsync("find allowance", null, token => inner.FindAsync(key, token), cancellationToken);

    /// <inheritdoc/>
    public Task<Allowance?> WriteAsync(Allowance allowance, CancellationToken cancellationToken) =>
        pipeline.RunAsync("write allowance", null, token => inner.WriteAsync(allowance, token), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AllowanceKey>> ReadBeforeAsync(DateOnly day, int limit, CancellationToken cancellationToken) =>
        pipeline.RunAsync("read allowances", null, token => inner.ReadBeforeAsync(day, limit, token), cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(AllowanceKey key, CancellationToken cancellationToken) =>
        pipeline.RunAsync("remove allowance", null, token => inner.RemoveAsync(key, token), cancellationToken);
}
