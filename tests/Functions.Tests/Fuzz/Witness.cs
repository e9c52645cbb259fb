using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace SmartTransfer.Functions.Tests.Fuzz;

/// <summary>Stands before the functions and sees which of them a request reached, and when all work on it is over.</summary>
internal sealed class Witness : IStartupFilter, IDisposable
{
    private const string Connections = "kestrel.active_connections";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<int, string> _reached = [];
    private readonly ConcurrentDictionary<int, long> _open = [];
    private readonly MeterListener _listener;

    public Witness()
    {
        _listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == Connections)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        _listener.SetMeasurementEventCallback<long>(Count);
        _listener.Start();
    }

    /// <summary>The function that a request reached which came from this port; null where the server answered by itself.</summary>
    public string? ReachedFrom(int port) => _reached.GetValueOrDefault(port);

    /// <summary>Forgets all requests.</summary>
    public void Forget() => _reached.Clear();

    /// <summary>
    /// Waits until nothing is worked on. A client that leaves may find its connection closed before work on its request has even
    /// begun; the server counts a connection until all that came by it is done.
    /// </summary>
    public async Task WhenQuietAsync(Uri host)
    {
        var waited = Stopwatch.StartNew();
        while (_open.GetValueOrDefault(host.Port) != 0)
        {
            if (waited.Elapsed > Patience)
            {
                throw new TimeoutException("The host was never done with a request.");
            }

            await Task.Delay(1);
        }
    }

    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, rest) =>
        {
            // The endpoint is chosen further in.
            context.Response.OnStarting(() =>
            {
                Note(context);
                return Task.CompletedTask;
            });
            await rest(context);
            Note(context);
        });
        next(app);
    };

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    // Hosts of other tests run beside this one.
    private void Count(Instrument instrument, long change, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        foreach (var (name, value) in tags)
        {
            if (name == "server.port")
            {
                _open.AddOrUpdate((int)value!, change, (_, open) => open + change);
            }
        }
    }

    // The first request of a connection: what a wrong length leaves of it on the wire is taken for more of them.
    private void Note(HttpContext context)
    {
        if (context.GetEndpoint()?.DisplayName is { } function)
        {
            _reached.TryAdd(context.Connection.RemotePort, function);
        }
    }
}
