using System.Text.Json;
using System.Xml;
using Azure;
using Azure.Data.Tables;
using Azure.Identity;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Azure.Clients;

/// <summary>Asks both services a small question. What it tells names no host, no account and no key.</summary>
public sealed class StorageProbe(StorageClients clients, TimeProvider clock) : IStorageProbe
{
    private const int NotFound = 404;

    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, string?>> ProbeAsync(CancellationToken cancellationToken)
    {
        var blobs = AskAsync(token => clients.Container.GetPropertiesAsync(cancellationToken: token), cancellationToken);
        var tables = AskAsync(
            token => clients.Uploads.GetEntityIfExistsAsync<TableEntity>("probe", "probe", ["RowKey"], token), cancellationToken);
        return new Dictionary<string, string?> { ["blobs"] = await blobs, ["tables"] = await tables };
    }

    private async Task<string?> AskAsync(Func<CancellationToken, Task> ask, CancellationToken cancellationToken)
    {
        using var bounded = new CancellationTokenSource(WaitTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bounded.Token, cancellationToken);
        try
        {
            await ask(either.Token);
            return null;
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            return Describe(fault);
        }
    }

    private static string? Describe(Exception fault) => fault switch
    {
        // A container or table that is not there yet is created when it is first needed.
        RequestFailedException { Status: NotFound } => null,
        RequestFailedException { Status: 401 or 403 } => "Storage refuses the service's identity or key.",
        RequestFailedException { Status: 429 or 503 } => "Storage is too busy at the moment.",
        RequestFailedException { Status: > 0 and var status } => $"Storage answered with status {status}.",
        OperationCanceledException => $"Storage did not answer within {WaitTimeout.TotalSeconds:0} s.",
        XmlException or JsonException => "Storage's answer cannot be read.",
        AuthenticationFailedException => "The identity gave no token for storage.",
        _ => "Storage cannot be reached.",
    };
}
