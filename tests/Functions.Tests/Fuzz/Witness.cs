using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Functions.Tests.Fuzz;

/// <summary>Stands before the functions and sees which of them a request reached, and when all work on it is over.</summary>
internal sealed class Witness : IStartupFilter
{
    private readonly ConcurrentDictionary<int, string> _reached = [];
    private int _running;

    /// <summary>The function that a request reached which came from this port; null where the server answered by itself.</summary>
    public string? ReachedFrom(int port) => _reached.GetValueOrDefault(port);

    /// <summary>Forgets all requests.</summary>
    public void Forget() => _reached.Clear();

    /// <summary>Waits until nothing is worked on.</summary>
    public Task WhenQuietAsync() => Eventually.HoldsAsync("the host was done with a request", () => Volatile.Read(ref _running) == 0);

    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, rest) =>
        {
            Interlocked.Increment(ref _running);
            try
            {
                // The endpoint is chosen further in.
                context.Response.OnStarting(() =>
                {
                    Note(context);
                    return Task.CompletedTask;
                });
                await rest(context);
                Note(context);
            }
            finally
            {
                Interlocked.Decrement(ref _running);
            }
        });
        next(app);
    };

    // The first request of a connection: what a wrong length leaves of it on the wire is taken for more of them.
    private void Note(HttpContext context)
    {
        if (context.GetEndpoint()?.DisplayName is { } function)
        {
            _reached.TryAdd(context.Connection.RemotePort, function);
        }
    }
}
