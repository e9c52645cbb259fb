using System.Diagnostics;

namespace SmartTransfer.Testing.Telemetry;

/// <summary>Remembers the activities of the app that belong to one trace, so that tests beside it are not heard.</summary>
public sealed class TraceRecorder : IDisposable
{
    private const string SourceName = "SmartTransfer";

    private readonly Lock _lock = new();
    private readonly List<Activity> _ended = [];
    private readonly ActivityListener _listener;
    private readonly Func<Activity, bool> _wanted;

    private TraceRecorder(Func<Activity, bool> wanted)
    {
        _wanted = wanted;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == SourceName,
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Add,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The activities that have ended, in that order.</summary>
    public IReadOnlyList<Activity> Ended
    {
        get
        {
            lock (_lock)
            {
                return [.. _ended];
            }
        }
    }

    /// <summary>Begins to listen to one trace.</summary>
    public static TraceRecorder Of(ActivityTraceId trace) => new(activity => activity.TraceId == trace);

    /// <summary>Begins to listen to all of the app.</summary>
    public static TraceRecorder OfAll() => new(static _ => true);

    /// <summary>The only activity of that name.</summary>
    public Activity Single(string name) => Ended.Single(activity => activity.OperationName == name);

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Add(Activity activity)
    {
        if (_wanted(activity))
        {
            lock (_lock)
            {
                _ended.Add(activity);
            }
        }
    }
}
