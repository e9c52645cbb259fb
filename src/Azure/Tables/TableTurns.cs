using Azure;
using Azure.Data.Tables;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Azure.Tables;

/// <summary>
/// Lets one of many instances do something, at most once in a while. A turn is a row beside the expiry index, in a
/// partition that no hour has; whoever writes it has the turn, and the ETag sees to it that only one does.
/// </summary>
public sealed class TableTurns(StorageClients clients, StorageProvisioner provisioner, TimeProvider clock)
{
    private const string Partition = "turns";
    private const string At = "At";
    private const int Conflict = 409;
    private const int PreconditionFailed = 412;

    private readonly TableClient _table = clients.Expiries;

    /// <summary>Takes the turn, unless somebody has taken it within <paramref name="every"/>. One read, and one write where the turn is due.</summary>
    /// <param name="what">What the turn is for: a row key.</param>
    /// <param name="every">How long a turn lasts. An instant in the future, which a clock that was wrong wrote, does not hold it up for longer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the turn is the caller's.</returns>
    /// <exception cref="Core.Ports.StorageUnavailableException">Trying again may help.</exception>
    public Task<bool> TryTakeAsync(string what, TimeSpan every, CancellationToken cancellationToken) =>
        provisioner.RunAsync("take a turn", () => TakeAsync(what, every, cancellationToken), cancellationToken);

    private async Task<bool> TakeAsync(string what, TimeSpan every, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var taken = await _table.GetEntityIfExistsAsync<TableEntity>(Partition, what, cancellationToken: cancellationToken);
        if (taken.HasValue && taken.Value!.GetDateTimeOffset(At) is { } at && (now - at).Duration() < every)
        {
            return false;
        }

        var row = new TableEntity(Partition, what) { [At] = now };
        try
        {
            _ = taken.HasValue
                ? await _table.UpdateEntityAsync(row, taken.Value!.ETag, TableUpdateMode.Replace, cancellationToken)
                : await _table.AddEntityAsync(row, cancellationToken);
            return true;
        }
        catch (RequestFailedException forestalled) when (forestalled.Status is Conflict or PreconditionFailed)
        {
            return false;
        }
    }
}
