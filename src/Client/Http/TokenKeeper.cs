namespace SmartTransfer.Client.Http;

/// <summary>
/// Keeps the bearer token until the service refuses it (rule 8.4): however many requests are refused at once, one
/// asks for the next.
/// </summary>
internal sealed class TokenKeeper(Func<CancellationToken, ValueTask<string>> ask) : IDisposable
{
    private readonly SemaphoreSlim _asking = new(1, 1);
    private string? _token;

    /// <summary>The token to send.</summary>
    /// <param name="refused">The one that was refused; null where none was.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<string> GetAsync(string? refused, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _token) is { } kept && kept != refused)
        {
            return kept;
        }

        await _asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_token is null || _token == refused)
            {
                Volatile.Write(ref _token, await ask(cancellationToken).ConfigureAwait(false));
            }

            return _token!;
        }
        finally
        {
            _ = _asking.Release();
        }
    }

    public void Dispose() => _asking.Dispose();
}
