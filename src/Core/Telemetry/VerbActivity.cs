using System.Diagnostics;
using SmartTransfer.Core.Failures;

namespace SmartTransfer.Core.Telemetry;

/// <summary>A verb of the domain in the trace. Without a listener it holds nothing and costs nothing.</summary>
internal readonly struct VerbActivity(Activity? activity) : IDisposable
{
    // What the verb's last storage call threw, for a verb that an exception ends.
    private const string LastFault = "SmartTransfer.LastFault";

    /// <summary>Notes what a storage call within a verb threw: nobody else sees why the verb ended, if it ends by that.</summary>
    public static void NoteFault(Activity? call, Exception fault) => call?.Parent?.SetCustomProperty(LastFault, fault.GetType().FullName);

    /// <summary>Notes how the verb ended.</summary>
    /// <returns>The outcome itself.</returns>
    public Outcome<T> Ended<T>(Outcome<T> outcome)
        where T : notnull
    {
        if (activity is not null)
        {
            activity.SetCustomProperty(nameof(Ended), true);
            if (outcome.Failure is { } failure)
            {
                activity.Fail(failure.Code);
            }
        }

        return outcome;
    }

    /// <summary>Ends it in the trace.</summary>
    public void Dispose()
    {
        if (activity is not null && activity.GetCustomProperty(nameof(Ended)) is null)
        {
            activity.Fail(activity.GetCustomProperty(LastFault) as string ?? nameof(Exception));
        }

        activity?.Dispose();
    }
}
