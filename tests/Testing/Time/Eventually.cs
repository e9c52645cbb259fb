using System.Diagnostics;

namespace SmartTransfer.Testing.Time;

/// <summary>
/// Waits for what another process will do by and by. The patience only bounds a failure: nothing depends on how long it took.
/// </summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    /// <summary>Waits until <paramref name="condition"/> holds.</summary>
    /// <exception cref="TimeoutException">It did not within a minute; the message is <paramref name="what"/>.</exception>
    public static Task HoldsAsync(string what, Func<bool> condition) => HoldsAsync(what, () => Task.FromResult(condition()));

    /// <inheritdoc cref="HoldsAsync(string, Func{bool})"/>
    public static async Task HoldsAsync(string what, Func<Task<bool>> condition)
    {
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            if (waited.Elapsed > Patience)
            {
                throw new TimeoutException($"Within {Patience.TotalSeconds:0} s it never held that {what}.");
            }

            await Task.Delay(Interval);
        }
    }
}
