using SmartTransfer.Client.Policy;

namespace SmartTransfer.Client.Http;

/// <summary>
/// Keeps the bearer token until the service refuses it (rule 8.4): however many requests are refused at once, the callback
/// is asked once for the next. It may ask a person, so it is not asked again while it has yet to answer.
/// </summary>
internal sealed class TokenKeeper(Func<CancellationToken, ValueTask<string>> ask, TimeProvider clock) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _disposed = new();
    private Task<string>? _asking;
    private string? _token;

    /// <summary>The token to send.</summary>
    /// <param name="refused">The one that was refused; null where none was.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">The callback has not answered yet. It goes on, and the next call waits for it.</exception>
    /// <exception cref="Exception">The callback failed.</exception>
    public async ValueTask<string> GetAsync(string? refused, CancellationToken cancellationToken)
    {
        Task<string> asking;
        lock (_lock)
        {
            if (_token is { } kept && kept != refused)
            {
                return kept;
            }

            asking = _asking ??= Task.Run(AskAsync, CancellationToken.None);
        }

        return await asking.WaitAsync(StallLimits.Request, clock, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _disposed.Cancel();
        _disposed.Dispose();
    }

    private async Task<string> AskAsync()
    {
        string? token = null;
        try
        {
            return token = await ask(_disposed.Token).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
            {
                _asking = null;
                _token = token ?? _token;
            }
        }
    }
}
