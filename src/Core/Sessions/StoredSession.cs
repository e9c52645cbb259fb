using SmartTransfer.Core.Links;

namespace SmartTransfer.Core.Sessions;

/// <summary>A session as the store holds it: the session's own row, and what every instance counted of its network.</summary>
/// <param name="Session">The session.</param>
/// <param name="CountersByInstance">Each instance's counters by the instance's name; they merge by addition.</param>
public sealed record StoredSession(UploadSession Session, IReadOnlyDictionary<string, NetworkCounters> CountersByInstance)
{
    /// <summary>The last activity that the store knows of: the start, or the last chunk that an instance has noted.</summary>
    public DateTimeOffset LastActivityAt =>
        CountersByInstance.Values.Aggregate(Session.CreatedAt, (last, counters) => counters.LastAt > last ? counters.LastAt : last);

    /// <summary>When the upload expires unless it is touched before: its lifetime after the last activity, or later if extended.</summary>
    public DateTimeOffset ExpiresAt => Session.ExpiresAfter(LastActivityAt);

    /// <summary>
    /// From when on the sweep may take it for abandoned: instances note activity up to a tenth of the lifetime late
    /// (<c>NetworkRecorder.WriteIfDueAsync</c>), and what was acknowledged must not go before the time that was promised with it.
    /// </summary>
    public DateTimeOffset SweepableAt => ExpiresAt + (Session.Lifetime / 10);
}
