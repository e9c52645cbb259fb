using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SmartTransfer.Functions.Tests.OpenApi;

namespace SmartTransfer.Functions.Tests.Hosting;

/// <summary>
/// Notes which failure each operation of a host answered, also where the answer has no body (HEAD) or the client is gone: by what the app
/// counts. An operation that answers a code which the API's document does not list for it fails the test that asked.
/// </summary>
public sealed class AnsweredCodes : IStartupFilter
{
    private const string Prefix = "api/";
    private const string Instrument = "smart_transfer.problem.count";

    private static readonly AsyncLocal<Request?> Current = new();
    private static readonly MeterListener Listener = Listen();
    private static readonly Dictionary<(string Verb, string Route), ApiOperation> Operations =
        ApiOperation.All.ToDictionary(operation => (operation.Verb, operation.Route));

    private readonly ConcurrentDictionary<(string Operation, string Code), int> _answered = [];
    private readonly ConcurrentQueue<string> _unlisted = [];

    /// <summary>Whether an operation has answered a code.</summary>
    public bool Contain(string operation, string code) => _answered.ContainsKey((operation, code));

    /// <summary>Begins anew; what is not listed is not forgotten.</summary>
    public void Forget() => _answered.Clear();

    /// <summary>Notes an answer.</summary>
    /// <param name="operation">Whose it is.</param>
    /// <param name="code">Which failure it is.</param>
    /// <param name="status">Its status.</param>
    /// <param name="isHeard">Whether the client is there to hear it; what is said to nobody need not be listed.</param>
    internal void Add(ApiOperation operation, string code, int status, bool isHeard = true)
    {
        _answered[(operation.Name, code)] = 0;
        if (isHeard && (!operation.Codes.Contains(code) || operation.StatusOf(code) != status))
        {
            _unlisted.Enqueue($"{operation.Name} answered {code} under {status}, which {ApiProse.Path} does not list.");
        }
    }

    /// <summary>Fails where an operation answered what the document does not list for it.</summary>
    public void AreListed() => Assert.True(_unlisted.IsEmpty, string.Join('\n', _unlisted));

    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, rest) =>
        {
            var request = new Request();
            Current.Value = request;
            context.Response.OnStarting(() =>
            {
                Note(context, request);
                return Task.CompletedTask;
            });
            await rest(context);
            Note(context, request);
        });
        next(app);
    };

    private static MeterListener Listen()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == Instrument)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            if (Current.Value is { } request)
            {
                request.Code = (string)tags[0].Value!;
            }
        });
        listener.Start();
        return listener;
    }

    private void Note(HttpContext context, Request request)
    {
        if (request.IsNoted || context.GetEndpoint() is not RouteEndpoint { RoutePattern.RawText: { } pattern })
        {
            return;
        }

        var key = (context.Request.Method.ToUpperInvariant(), AppFunctions.RouteOf(pattern.TrimStart('/')[Prefix.Length..]));
        if (context.Response.ContentType != "application/problem+json" || !Operations.TryGetValue(key, out var operation))
        {
            return;
        }

        // The method in the header is the one that is answered, whatever the request's own is.
        if (operation is { Function: "TusHead" or "TusPatch" or "TusDelete" }
            && context.Request.Headers["X-HTTP-Method-Override"].ToString().Length > 0)
        {
            operation = Operations[("POST", operation.Route)];
        }

        // What the framework refuses of a download is counted by nothing: there the status tells, which one code alone has.
        request.IsNoted = true;
        var status = context.Response.StatusCode;
        var code = request.Code ?? operation.Codes.SingleOrDefault(code => operation.StatusOf(code) == status) ?? $"{status}";
        Add(operation, code, status, isHeard: !context.RequestAborted.IsCancellationRequested);
    }

    private sealed class Request
    {
        public string? Code { get; set; }

        public bool IsNoted { get; set; }
    }
}
