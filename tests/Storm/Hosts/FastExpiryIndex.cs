using SmartTransfer.Core.Ports;

namespace SmartTransfer.Storm.Hosts;

/// <summary>
/// Tells when entries were filed by the calendar of the storm, and not by the store's own clock, which does not run fast with it.
/// </summary>
/// <param name="inner">The index.</param>
/// <param name="calendar">The calendar of the storm.</param>
internal sealed class FastExpiryIndex(IExpiryIndex inner, TimeProvider calendar) : IExpiryIndex
{
    // The service relies on a start taking 15 minutes at most; here that is 30 seconds, longer than any request of the storm.
    private const int AgeingSpeed = 30;

    /// <inheritdoc/>
    public async Task<ExpiryEntry> FileAsync(ExpiryEntry entry, CancellationToken cancellationToken) =>
        Dated(await inner.FileAsync(entry, cancellationToken));

    /// <inheritdoc/>
    public async Task<ExpiryEntry?> TryFileAgainAsync(ExpiryEntry entry, CancellationToken cancellationToken) =>
        await inner.TryFileAgainAsync(entry, cancellationToken) is { } filed ? Dated(filed) : null;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ExpiryEntry>> ReadAsync(
        ExpiryHour first, ExpiryHour beyond, int limit, CancellationToken cancellationToken) =>
        [.. (await inner.ReadAsync(first, beyond, limit, cancellationToken)).Select(Dated)];

    /// <inheritdoc/>
    public Task RemoveAsync(ExpiryEntry entry, CancellationToken cancellationToken) => inner.RemoveAsync(entry, cancellationToken);

    private ExpiryEntry Dated(ExpiryEntry entry) => entry.FiledAt == default
        ? entry
        : entry with { FiledAt = calendar.GetUtcNow() - ((TimeProvider.System.GetUtcNow() - entry.FiledAt) * AgeingSpeed) };
}
