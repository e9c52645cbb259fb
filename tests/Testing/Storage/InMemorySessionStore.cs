using System.Globalization;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Testing.Storage;

/// <summary>Sessions and counters in memory.</summary>
internal sealed class InMemorySessionStore(InMemoryGate gate) : ISessionStore, INetworkCounterStore
{
    private readonly Dictionary<UploadId, UploadSession> _sessions = [];
    private readonly Dictionary<(UploadId Id, string Instance), NetworkCounters> _counters = [];
    private long _writes;

    public IReadOnlyList<UploadSession> SessionRows => [.. _sessions.Values];

    public IReadOnlyDictionary<(UploadId Id, string Instance), NetworkCounters> CounterRows =>
        new Dictionary<(UploadId, string), NetworkCounters>(_counters);

    public Task<UploadSession> AddAsync(UploadSession session, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.AddSession, () => Add(session), cancellationToken);

    public Task<StoredSession?> FindAsync(UploadId id, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.FindSession, () => Find(id), cancellationToken);

    public Task<UploadSession?> ReplaceAsync(UploadSession session, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.ReplaceSession, () => Replace(session), cancellationToken);

    public Task RemoveAsync(UploadId id, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.RemoveSession, () => Remove(id), cancellationToken);

    public Task WriteAsync(UploadId id, string instance, NetworkCounters counters, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.WriteCounters, () => _counters[(id, instance)] = counters, cancellationToken);

    private UploadSession Add(UploadSession session)
    {
        if (!_sessions.TryGetValue(session.Id, out var existing))
        {
            return Write(session);
        }

        return SessionComparison.AreSame(existing, session)
            ? existing
            : throw new SessionExistsException(session.Id);
    }

    private StoredSession? Find(UploadId id) =>
        _sessions.TryGetValue(id, out var session)
            ? new StoredSession(session, _counters.Where(row => row.Key.Id == id).ToDictionary(row => row.Key.Instance, row => row.Value))
            : null;

    private UploadSession? Replace(UploadSession session)
    {
        var version = session.Version
            ?? throw new ArgumentException($"Upload {session.Id} was never read, so it has no version to replace.", nameof(session));
        return _sessions.TryGetValue(session.Id, out var existing) && existing.Version == version ? Write(session) : null;
    }

    private void Remove(UploadId id)
    {
        _sessions.Remove(id);
        foreach (var row in _counters.Keys.Where(row => row.Id == id).ToList())
        {
            _counters.Remove(row);
        }
    }

    private UploadSession Write(UploadSession session) =>
        _sessions[session.Id] = session with { Version = string.Create(CultureInfo.InvariantCulture, $"\"{++_writes}\"") };
}
