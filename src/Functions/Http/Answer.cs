using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace SmartTransfer.Functions.Http;

/// <summary>
/// What a function gives back. Has no public properties, since the worker also serialises the object for the host; and
/// lets no exception out, since one that escapes gives the client an empty 200.
/// </summary>
internal sealed class Answer(IResult inner, Action<HttpResponse>? prepare = null) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var entered = httpContext.RequestServices.GetService<FaultAnswers>()?.Enter(httpContext);
        prepare?.Invoke(httpContext.Response);
        var around = Around(httpContext);
        around.Add(prepare);
        try
        {
            await inner.ExecuteAsync(httpContext);
        }
        catch (Exception fault)
        {
            // Asked first, since it logs the fault, whether there is still somebody to tell or not.
            var faults = httpContext.RequestServices.GetRequiredService<FaultAnswers>();
            var failure = faults.For(fault, httpContext);
            if (httpContext.Response.HasStarted || httpContext.RequestAborted.IsCancellationRequested)
            {
                // The status is out, and a broken connection is the only honest thing left to say; or nobody is left to tell.
                httpContext.Abort();
                return;
            }

            // What was prepared for the file is no part of a problem; what those around this answer add belongs to every answer.
            httpContext.Response.Clear();
            around.RemoveAt(around.Count - 1);
            around.ForEach(outer => outer?.Invoke(httpContext.Response));
            await faults.Noted(failure, httpContext).ExecuteAsync(httpContext);
        }
    }

    /// <summary>What the answers prepare that are being given, the outermost first.</summary>
    private static List<Action<HttpResponse>?> Around(HttpContext context)
    {
        if (context.Items[typeof(Answer)] is not List<Action<HttpResponse>?> around)
        {
            context.Items[typeof(Answer)] = around = [];
        }

        return around;
    }
}
