using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Testing.Storage;

/// <summary>What clients have taken of what they may have, under sabotage.</summary>
internal sealed class FaultyClientLimits(IAllowanceStore allowances, IOpenUploads open, Saboteur saboteur) : IAllowanceStore, IOpenUploads
{
    public Task<Allowance?> FindAsync(AllowanceKey key, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.FindAllowance, () => allowances.FindAsync(key, cancellationToken));

    public Task<Allowance?> WriteAsync(Allowance allowance, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.WriteAllowance, () => allowances.WriteAsync(allowance, cancellationToken));

    public Task<IReadOnlyList<AllowanceKey>> ReadBeforeAsync(DateOnly day, int limit, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.ReadAllowances, () => allowances.ReadBeforeAsync(day, limit, cancellationToken));

    public Task RemoveAsync(AllowanceKey key, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.RemoveAllowance, () => allowances.RemoveAsync(key, cancellationToken));

    public Task AddAsync(ClientKey client, OpenUpload upload, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.AddOpenUpload, () => open.AddAsync(client, upload, cancellationToken));

    public Task<IReadOnlyList<OpenUpload>> ListAsync(ClientKey client, int limit, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.ListOpenUploads, () => open.ListAsync(client, limit, cancellationToken));

    public Task RemoveAsync(ClientKey client, UploadId id, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.RemoveOpenUpload, () => open.RemoveAsync(client, id, cancellationToken));
}
