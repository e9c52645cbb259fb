using Azure;
using Azure.Data.Tables;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Azure.Tables;

/// <summary>
/// Claims in Table Storage: partition = the claim's key, row = <c>claim</c>. A row can be inserted once, which decides who came first;
/// after that its ETag guards it.
/// </summary>
public sealed class TableClaims(StorageClients clients, StorageProvisioner provisioner) : IClaims
{
    private const string Row = "claim";
    private const string Upload = nameof(Claim.Upload);
    private const string At = nameof(Claim.At);
    private const string BegunAt = nameof(Claim.BegunAt);
    private const string Fingerprint = nameof(Claim.Fingerprint);
    private const int MaxTries = 5;

    private readonly TableClient _table = clients.Claims;

    /// <inheritdoc/>
    public Task<Claim> AddAsync(Claim claim, CancellationToken cancellationToken) =>
        provisioner.RunAsync("add claim", () => AddRowAsync(claim, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">A newer release wrote the row.</exception>
    public Task<Claim?> FindAsync(ClaimKey key, CancellationToken cancellationToken) =>
        provisioner.RunAsync("find claim", () => FindRowAsync(key, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<Claim?> ReplaceAsync(Claim claim, CancellationToken cancellationToken)
    {
        var version = VersionOf(claim);
        return provisioner.RunAsync("replace claim", () => ReplaceRowAsync(claim, version, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(Claim claim, CancellationToken cancellationToken)
    {
        var version = VersionOf(claim);
        return provisioner.RunAsync("remove claim", () => RemoveRowAsync(claim, version, cancellationToken), cancellationToken);
    }

    private static ETag VersionOf(Claim claim) => new(
        claim.Version
            ?? throw new ArgumentException($"Claim {claim.Key} was never read, so it has no version to write over.", nameof(claim)));

    private static TableEntity Write(Claim claim)
    {
        var row = new TableEntity(claim.Key.Value, Row)
        {
            [RowSchema.Column] = RowSchema.Current,
            [Upload] = claim.Upload.Value,
            [At] = claim.At,
        };
        if (claim.BegunAt is { } begunAt)
        {
            row[BegunAt] = begunAt;
        }

        DigestColumns.WriteSha256(row, Fingerprint, claim.Fingerprint);
        return row;
    }

    private static Claim Read(TableEntity row, ClaimKey key)
    {
        RowSchema.Check(row, $"claim {key}");
        return UploadId.TryParse(row.GetString(Upload), out var upload) && row.GetDateTimeOffset(At) is { } at
            ? new Claim(key, upload, at)
            {
                BegunAt = row.GetDateTimeOffset(BegunAt),
                Fingerprint = DigestColumns.ReadSha256(row, Fingerprint),
                Version = row.ETag.ToString(),
            }
            : throw new InvalidDataException($"The row of claim {key} names no upload, or no time.");
    }

    private static Claim Versioned(Claim claim, Response response) => claim with { Version = RowWrites.VersionOf(response) };

    private async Task<Claim> AddRowAsync(Claim claim, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            try
            {
                return Versioned(claim, await _table.AddEntityAsync(Write(claim), cancellationToken));
            }
            catch (RequestFailedException exists) when (exists.IsThere())
            {
                // It may be gone again before it is read.
                if (await FindRowAsync(claim.Key, cancellationToken) is { } held)
                {
                    return held;
                }
            }
        }

        throw new StorageUnavailableException("A claim was added and removed again and again by others.");
    }

    private async Task<Claim?> FindRowAsync(ClaimKey key, CancellationToken cancellationToken)
    {
        var found = await _table.GetEntityIfExistsAsync<TableEntity>(key.Value, Row, cancellationToken: cancellationToken);
        return found.HasValue ? Read(found.Value!, key) : null;
    }

    private async Task<Claim?> ReplaceRowAsync(Claim claim, ETag version, CancellationToken cancellationToken)
    {
        try
        {
            return Versioned(claim, await _table.UpdateEntityAsync(Write(claim), version, TableUpdateMode.Replace, cancellationToken));
        }
        catch (RequestFailedException lost) when (lost.IsLost())
        {
            return null;
        }
    }

    private async Task<bool> RemoveRowAsync(Claim claim, ETag version, CancellationToken cancellationToken)
    {
        try
        {
            await _table.DeleteEntityAsync(claim.Key.Value, Row, version, cancellationToken);
            return true;
        }
        catch (RequestFailedException written) when (written.IsWritten())
        {
            // It stays: somebody relies on it.
            return false;
        }
    }
}
