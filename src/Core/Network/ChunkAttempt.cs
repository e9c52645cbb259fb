using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Network;

/// <summary>One chunk, or one block of a body of any length, on its way in, with its times. Disposed when it is answered.</summary>
public sealed class ChunkAttempt : IDisposable
{
    private readonly NetworkRecorder _recorder;
    private readonly StoredSession _session;
    private readonly Dialect _dialect;
    private readonly SessionMeter? _meter;
    private readonly bool _streamed;
    private readonly int _attempt;
    private readonly TimeSpan? _gap;
    private readonly TimeProvider _clock;
    private readonly long _begun;
    private readonly TimeSpan? _receivedBefore;
    private long? _bodyEnded;
    private bool _stored;

    /// <summary>A chunk, whose times tell of the link.</summary>
    internal ChunkAttempt(NetworkRecorder recorder, StoredSession session, Dialect dialect, SessionMeter meter, bool streamed, int attempt, TimeSpan? gap, TimeProvider clock)
        : this(recorder, session, dialect, clock) => (_meter, _streamed, _attempt, _gap) = (meter, streamed, attempt, gap);

    /// <summary>A block of a body of any length, which was received before; its times do not tell how fast the link is.</summary>
    internal ChunkAttempt(NetworkRecorder recorder, StoredSession session, Dialect dialect, TimeSpan? received, TimeProvider clock)
        : this(recorder, session, dialect, clock) => (_streamed, _receivedBefore, _bodyEnded) = (true, received, _begun);

    private ChunkAttempt(NetworkRecorder recorder, StoredSession session, Dialect dialect, TimeProvider clock) =>
        (_recorder, _session, _dialect, _clock, _begun) = (recorder, session, dialect, clock, clock.GetTimestamp());

    /// <summary>The body was read to its end, or as far as it came.</summary>
    public void BodyEnded() => _bodyEnded ??= _clock.GetTimestamp();

    /// <summary>Counts how the attempt ended.</summary>
    /// <param name="result">How it ended.</param>
    /// <param name="bytes">The chunk's bytes, or those that had arrived.</param>
    /// <param name="code">Why it was not stored: a code of the catalogue; null for none.</param>
    public void Count(ChunkResult result, long bytes, string? code = null)
    {
        _stored = result is ChunkResult.Stored;
        var received = _meter is null ? _receivedBefore : _bodyEnded is { } ended ? _clock.GetElapsedTime(_begun, ended) : null;
        TimeSpan? staging = _bodyEnded is { } read ? _clock.GetElapsedTime(read) : null;
        var wasStaged = result is ChunkResult.Stored or ChunkResult.StorageFailed;
        _recorder.Count(_session, _dialect, Sample(result, bytes, received, staging), code, new ChunkTimes(received, wasStaged ? staging : null, _streamed));
    }

    /// <summary>Notes that the chunk is answered: what comes next begins after it.</summary>
    public void Dispose()
    {
        if (_meter is { } meter)
        {
            lock (meter)
            {
                meter.Answer(_stored, _clock.GetUtcNow());
            }
        }
    }

    private TransferSample Sample(ChunkResult result, long bytes, TimeSpan? received, TimeSpan? staging) => (_meter, _streamed) switch
    {
        (null, _) => new TransferSample(result, bytes, null, TimeSource.Streamed),
        (_, true) => new TransferSample(result, bytes, received, TimeSource.Streamed) { Gap = _gap, Staging = staging, Attempt = _attempt },

        // A body that the host had taken in before tells nothing of the link.
        _ => new TransferSample(result, bytes, null, TimeSource.Streamed) { Attempt = _attempt },
    };
}
