namespace SmartTransfer.Core.Uploads;

/// <summary>Lets a few callers at once do something costly. The others wait for a turn, but not for ever.</summary>
/// <param name="most">How many at once.</param>
/// <param name="clock">Measures how long they wait.</param>
internal sealed class BoundedTurns(int most, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _free = new(most);

    /// <summary>How long a caller waits.</summary>
    public static TimeSpan LongestWait => TimeSpan.FromSeconds(30);

    /// <summary>Waits for a turn; false when that takes too long. Whoever was given a turn gives it back.</summary>
    public async Task<bool> TryTakeAsync(CancellationToken cancellationToken)
    {
        if (_free.Wait(0, CancellationToken.None))
        {
            return true;
        }

        using var tooLong = new CancellationTokenSource(LongestWait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, tooLong.Token);
        try
        {
            await _free.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Gives a turn back.</summary>
    public void Give() => _free.Release();

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();
}
