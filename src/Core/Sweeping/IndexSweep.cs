namespace SmartTransfer.Core.Sweeping;

/// <summary>How the entries of an index are worked on, whatever they are of: one that cannot be dealt with does not keep the others waiting, and none is lost on its way to a later place.</summary>
internal static class IndexSweep
{
    /// <summary>Works on one entry. A fault of its own is noted, and the entry is filed later.</summary>
    /// <param name="step">The work.</param>
    /// <param name="note">Notes a fault.</param>
    /// <param name="refile">Files the entry later.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static async Task<SweepStep> StepAsync(Func<Task<SweepStep>> step, Action<Exception> note, Func<Task> refile, CancellationToken cancellationToken)
    {
        try
        {
            return await step();
        }
        catch (Exception fault) when (IsOwn(fault, cancellationToken))
        {
            note(fault);
            try
            {
                await refile();
            }
            catch (Exception again) when (IsOwn(again, cancellationToken))
            {
                // The entry stays where it is.
            }

            return SweepStep.Failed;
        }
    }

    /// <summary>Moves an entry: filed in its new place before it leaves the old one, so that dying in between leaves two, never none.</summary>
    public static async Task MoveAsync<T>(T entry, T later, Func<T, CancellationToken, Task> file, Func<T, CancellationToken, Task> remove, CancellationToken cancellationToken)
        where T : IEquatable<T>
    {
        if (!later.Equals(entry))
        {
            await file(later, cancellationToken);
            await remove(entry, cancellationToken);
        }
    }

    /// <summary>Whether a fault is an entry's own, and not the end of the run.</summary>
    public static bool IsOwn(Exception fault, CancellationToken cancellationToken) => fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested;
}
