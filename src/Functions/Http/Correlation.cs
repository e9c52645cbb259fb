using System.Collections;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SmartTransfer.Functions.Http;

/// <summary>
/// The id under which a request's answer, its log lines and its trace are found together: the W3C trace id, which the
/// caller may have given (traceparent), else a new one. As a log scope it stands with each line that is written meanwhile.
/// </summary>
internal sealed class Correlation : IReadOnlyList<KeyValuePair<string, object?>>
{
    public const string Header = "x-correlation-id";
    public const string ScopeName = "CorrelationId";

    private static readonly object Key = new();

    private bool _entered;

    private Correlation(string id, Activity? span) => (Id, Span) = (id, span);

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public string Id { get; }

    /// <summary>The trace of the whole request; null where nobody listens.</summary>
    public Activity? Span { get; }

    public int Count => 1;

    public KeyValuePair<string, object?> this[int index] =>
        index == 0 ? new(ScopeName, Id) : throw new ArgumentOutOfRangeException(nameof(index));

    public static string IdOf(HttpContext context) => Of(context).Id;

    /// <summary>The request's correlation; the first to ask begins it.</summary>
    public static Correlation Of(HttpContext context)
    {
        if (context.Items[Key] is Correlation known)
        {
            return known;
        }

        var caller = RequestSpan.CallerOf(context.Request);
        var span = RequestSpan.Start(context, caller);
        var trace = span?.TraceId
            ?? (
                caller == default
                    ? Activity.Current is { IdFormat: ActivityIdFormat.W3C } current
                    ? current.TraceId
                    : default
                    : caller.TraceId);
        var begun = new Correlation(trace == default ? ActivityTraceId.CreateRandom().ToHexString() : trace.ToHexString(), span);
        context.Items[Key] = begun;
        return begun;
    }

    /// <summary>
    /// From here until it is disposed of, log lines carry the id and what is traced belongs to the request. Null where that is
    /// so already.
    /// </summary>
    public IDisposable? Enter(ILogger log)
    {
        if (_entered)
        {
            return null;
        }

        if (Span is not null)
        {
            Activity.Current = Span;
        }

        _entered = true;
        return new Entered(this, log.BeginScope(this));
    }

    /// <summary>As the console writes it.</summary>
    public override string ToString() => $"{ScopeName}:{Id}";

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        yield return this[0];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private sealed class Entered(Correlation correlation, IDisposable? scope) : IDisposable
    {
        public void Dispose()
        {
            scope?.Dispose();
            correlation._entered = false;
        }
    }
}
