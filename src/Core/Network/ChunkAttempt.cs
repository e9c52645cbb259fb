using SmartTransfer.Core.Uploads;

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
    public void Count(ChunkResult result, long bytes)
    {
        _stored = result is ChunkResult.Stored;
        TimeSpan? duration = null, staging = null;
        if (_streamed && _bodyEnded is { } ended)
        {
            (duration, staging) = (_clock.GetElapsedTime(_begun, ended), _clock.GetElapsedTime(ended));
        }

        var sample = new TransferSample(result, bytes, duration, TimeSource.Streamed) { Gap = _streamed ? _gap : null, Staging = staging, Attempt = _attempt };
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
