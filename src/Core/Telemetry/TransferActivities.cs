using System.Diagnostics;
using SmartTransfer.Core.Identity;

namespace SmartTransfer.Core.Telemetry;

/// <summary>
/// The traces of the domain: a request, the use case in it, the storage calls in that. Where nobody listens they cost a look at
/// a field.
/// </summary>
public static class TransferActivities
{
    private static readonly ActivitySource Source = new(TelemetryNames.Source);

    /// <summary>Whether anybody listens.</summary>
    public static bool AreWatched => Source.HasListeners();

    /// <summary>Begins what serves one request. It becomes the current activity.</summary>
    /// <param name="name">The request's method and route, without any id.</param>
    /// <param name="caller">
    /// The trace that the caller is in; default for none, which begins a new trace whatever activity is current.
    /// </param>
    /// <returns>Null where nobody listens.</returns>
    public static Activity? StartRequest(string name, ActivityContext caller)
    {
        if (!AreWatched)
        {
            return null;
        }

        var surrounding = Activity.Current;
        if (caller == default)
        {
            Activity.Current = null;
        }

        var activity = Source.StartActivity(name, ActivityKind.Server, caller);
        if (activity is null)
        {
            Activity.Current = surrounding;
        }

        return activity;
    }

    /// <summary>Begins a piece of work of the domain; null where nobody listens.</summary>
    internal static Activity? Start(string name, UploadId? upload = null, ActivityKind kind = ActivityKind.Internal)
    {
        var activity = Source.StartActivity(name, kind);
        if (activity is { IsAllDataRequested: true } && upload is { } id)
        {
            // ToString gives the key.
            activity.SetTag(TelemetryNames.Upload, id.ToString());
        }

        return activity;
    }

    /// <summary>Begins a verb of the domain. It counts as failed unless <see cref="VerbActivity.Ended{T}"/> says how it ended.</summary>
    /// <param name="name">The verb's name.</param>
    /// <param name="upload">The upload; null for none.</param>
    internal static VerbActivity Begin(string name, UploadId? upload = null) => new(AreWatched ? Start(name, upload) : null);

    /// <summary>Notes that an activity failed. Of an exception its kind alone: its message may hold what a trace must not.</summary>
    internal static void Fail(this Activity activity, string errorType)
    {
        activity.SetTag(TelemetryNames.ErrorType, errorType);
        activity.SetStatus(ActivityStatusCode.Error);
    }
}
