using Azure;
using Azure.Data.Tables;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Azure.Tables;

/// <summary>
/// Lets one of many instances do something, at most once in a while. A turn is a row beside the expiry index, in a
/// partition that no hour has; whoever writes it has the turn, and the ETag sees to it that only one does.
/// </summary>
public sealed class TableTurns(StorageClients clients, StorageProvisioner provisioner) : ITurns
{
    private const string Partition = "turns";
    private const string At = "At";
    private const int Conflict = 409;
    private const int PreconditionFailed = 412;

    private readonly TableClient _table = clients.Expiries;

    /// <inheritdoc/>
    /// <remarks>One read, and one write where the turn is due.</remarks>
    public Task<bool> TryTakeAsync(string what, DateTimeOffset now, TimeSpan every, CancellationToken cancellationToken) =>
        provisioner.RunAsync("take a turn", () => TakeAsync(what, now, every, cancellationToken), cancellationToken);

    private async Task<bool> TakeAsync(string what, DateTimeOffset now, TimeSpan every, CancellationToken cancellationToken)
    {
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
        catch (RequestFailedException lost) when (lost.Status is Conflict or PreconditionFailed)
        {
            return false;
        }
    }
}
