using SmartTransfer.Core.Links;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Network;

/// <summary>One chunk on its way in, with its times. Disposed when it is answered.</summary>
public sealed class ChunkAttempt : IDisposable
{
    private readonly NetworkRecorder _recorder;
    private readonly StoredSession _session;
    private readonly SessionMeter _meter;
    private readonly bool _streamed;
    private readonly int _attempt;
    private readonly TimeSpan? _gap;
    private readonly TimeProvider _clock;
    private readonly long _begun;
    private long? _bodyEnded;
    private bool _stored;

    internal ChunkAttempt(NetworkRecorder recorder, StoredSession session, SessionMeter meter, bool streamed, int attempt, TimeSpan? gap, TimeProvider clock)
    {
        (_recorder, _session, _meter, _streamed, _attempt, _gap, _clock) = (recorder, session, meter, streamed, attempt, gap, clock);
        _begun = clock.GetTimestamp();
    }

    /// <summary>The body was read to its end, or as far as it came.</summary>
    public void BodyEnded() => _bodyEnded ??= _clock.GetTimestamp();

    /// <summary>Counts how the attempt ended.</summary>
    /// <param name="result">How it ended.</param>
    /// <param name="bytes">The chunk's bytes, or those that had arrived.</param>
    /// <param name="code">Why it was not stored: a code of the catalogue; null for none.</param>
    public void Count(ChunkResult result, long bytes, string? code = null)
    {
        _stored = result is ChunkResult.Stored;
        TimeSpan? received = null, staging = null;
        if (_bodyEnded is { } ended)
        {
            (received, staging) = (_clock.GetElapsedTime(_begun, ended), _clock.GetElapsedTime(ended));
        }

        var wasStaged = result is ChunkResult.Stored or ChunkResult.StorageFailed;
        _recorder.Metrics.ChunkEnded(TransferProtocol.Native, result, bytes, code, new ChunkTimes(received, wasStaged ? staging : null, _streamed));

        // A body that the host had taken in before tells nothing of the link.
        var sample = _streamed
            ? new TransferSample(result, bytes, received, TimeSource.Streamed) { Gap = _gap, Staging = staging, Attempt = _attempt }
            : new TransferSample(result, bytes, null, TimeSource.Streamed) { Attempt = _attempt };
        _recorder.Count(_session, sample);
    }

    /// <summary>Notes that the chunk is answered: what comes next begins after it.</summary>
    public void Dispose()
    {
        lock (_meter)
        {
            _meter.Answer(_stored, _clock.GetUtcNow());
        }
    }
}
