using Microsoft.AspNetCore.Http;

namespace SmartTransfer.Functions.Edge;

/// <summary>
/// Ends a request that lasts too long as if its client had gone away: what arrived of a body of any length is stored, and a
/// download breaks off, so that its client asks for the rest.
/// </summary>
public sealed class RequestClock(RequestsOptions options, TimeProvider clock)
{
    /// <summary>Counts from now on, until the request is over.</summary>
    internal void Start(HttpContext http)
    {
        if (options.MaxTime is { } most)
        {
            http.Response.RegisterForDispose(new Limit(http, clock, most));
        }
    }

    private sealed class Limit : IDisposable
    {
        private readonly Lock _ending = new();
        private readonly ITimer _timer;
        private HttpContext? _http;

        public Limit(HttpContext http, TimeProvider clock, TimeSpan most)
        {
            _http = http;
            _timer = clock.CreateTimer(static limit => ((Limit)limit!).End(), this, most, Timeout.InfiniteTimeSpan);
        }

        public void Dispose()
        {
            lock (_ending)
            {
                // The server uses the context for another request then.
                _http = null;
            }

            _timer.Dispose();
        }

        private void End()
        {
            lock (_ending)
            {
                _http?.Abort();
            }
        }
    }
}
