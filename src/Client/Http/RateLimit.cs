namespace SmartTransfer.Client.Http;

/// <summary>
/// A limit on the rate over all connections of a transfer (rule 2.8): who comes waits until the bytes before it
/// would have passed.
/// </summary>
internal sealed class RateLimit(long bytesPerSecond, TimeProvider clock)
{
    private const double BurstSeconds = 0.1;

    private readonly Lock _lock = new();
    private readonly long _began = clock.GetTimestamp();
    private TimeSpan _freeAt;

    /// <summary>Waits until some of the bytes may pass.</summary>
    /// <returns>How many: at most a tenth of a second's.</returns>
    public async ValueTask<int> TakeAsync(int bytes, CancellationToken cancellationToken)
    {
        var share = (int)Math.Clamp(bytesPerSecond * BurstSeconds, 1, bytes);
        TimeSpan wait;
        lock (_lock)
        {
            var now = clock.GetElapsedTime(_began);
            _freeAt = (_freeAt > now ? _freeAt : now) + TimeSpan.FromSeconds(share / (double)bytesPerSecond);
            wait = _freeAt - now;
        }

        await Task.Delay(wait, clock, cancellationToken).ConfigureAwait(false);
        return share;
    }
}
