namespace SmartTransfer.Client.Attempts;

/// <summary>Does pieces of work over as many connections as are advised; the first failure ends all.</summary>
internal static class Workers
{
    /// <param name="link">Says how many connections.</param>
    /// <param name="next">The next piece of work; null when there is none for the moment.</param>
    /// <param name="work">Does it, on a connection whose number no other has at the same time.</param>
    /// <param name="ahead">Is called while all connections are busy.</param>
    /// <param name="cancellationToken">Ends all.</param>
    public static async Task RunAsync<T>(
        Link link,
        Func<CancellationToken, Task<T?>> next,
        Func<int, T, CancellationToken, Task> work,
        Action<CancellationToken> ahead,
        CancellationToken cancellationToken)
        where T : class
    {
        using var failing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new Dictionary<Task, int>();
        try
        {
            while (true)
            {
                while (running.Count < link.Connections && await next(failing.Token).ConfigureAwait(false) is { } piece)
                {
                    var connection = Enumerable.Range(0, int.MaxValue).First(number => !running.ContainsValue(number));
                    running.Add(Task.Run(() => work(connection, piece, failing.Token), failing.Token), connection);
                }

                if (running.Count == 0)
                {
                    return;
                }

                ahead(failing.Token);
                var done = await Task.WhenAny(running.Keys).ConfigureAwait(false);
                _ = running.Remove(done);
                await done.ConfigureAwait(false);
            }
        }
        finally
        {
            await failing.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(running.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
