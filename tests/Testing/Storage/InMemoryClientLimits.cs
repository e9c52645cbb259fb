using System.Globalization;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Testing.Storage;

/// <summary>What clients have taken of what they may have, in memory.</summary>
internal sealed class InMemoryClientLimits(InMemoryGate gate) : IAllowanceStore, IOpenUploads
{
    private readonly Dictionary<AllowanceKey, Allowance> _allowances = [];
    private readonly Dictionary<(ClientKey Client, UploadId Id), OpenUpload> _open = [];
    private long _writes;

    public IReadOnlyList<Allowance> Allowances => [.. _allowances.Values];

    public IReadOnlyList<(ClientKey Client, OpenUpload Upload)> Open => [.. _open.Select(note => (note.Key.Client, note.Value))];

    public Task<Allowance?> FindAsync(AllowanceKey key, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.FindAllowance, () => _allowances.GetValueOrDefault(key), cancellationToken);

    public Task<Allowance?> WriteAsync(Allowance allowance, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.WriteAllowance, () => Write(allowance), cancellationToken);

    public Task<IReadOnlyList<AllowanceKey>> ReadBeforeAsync(DateOnly day, int limit, CancellationToken cancellationToken) =>
        gate.RunAsync<IReadOnlyList<AllowanceKey>>(
            StorageOperation.ReadAllowances,
            () => [.. _allowances.Keys.Where(key => key.Day < day).OrderBy(key => key.Day).Take(Math.Max(0, limit))],
            cancellationToken);

    public Task RemoveAsync(AllowanceKey key, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.RemoveAllowance, () => { _allowances.Remove(key); }, cancellationToken);

    public Task AddAsync(ClientKey client, OpenUpload upload, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.AddOpenUpload, () => { _open[(client, upload.Id)] = upload; }, cancellationToken);

    public Task<IReadOnlyList<OpenUpload>> ListAsync(ClientKey client, int limit, CancellationToken cancellationToken) =>
        gate.RunAsync<IReadOnlyList<OpenUpload>>(
            StorageOperation.ListOpenUploads,
            () => [.. _open.Where(note => note.Key.Client == client).Select(note => note.Value).Take(Math.Max(0, limit))],
            cancellationToken);

    public Task RemoveAsync(ClientKey client, UploadId id, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.RemoveOpenUpload, () => { _open.Remove((client, id)); }, cancellationToken);

    private Allowance? Write(Allowance allowance)
    {
        if (_allowances.GetValueOrDefault(allowance.Key)?.Version != allowance.Version)
        {
            return null;
        }

        return _allowances[allowance.Key] = allowance with { Version = string.Create(CultureInfo.InvariantCulture, $"\"{++_writes}\"") };
    }
}
