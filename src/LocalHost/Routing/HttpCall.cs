using System.Text;
using SmartTransfer.LocalHost.Bodies;
using SmartTransfer.LocalHost.Diagnostics;
using SmartTransfer.LocalHost.Invocation;
using SmartTransfer.LocalHost.Keys;
using SmartTransfer.LocalHost.Settings;

namespace SmartTransfer.LocalHost.Routing;

/// <summary>What happens between a matched request and its function: key, body, call, answer.</summary>
internal sealed class HttpCall(
    HttpFunction function,
    KeyRing keys,
    BodyIntake bodies,
    LingeringClose close,
    InvocationTokens tokens,
    LocalHostSettings settings,
    ILogger<HttpCall> logger)
{
    public async Task RunAsync(HttpContext http)
    {
        var body = RunningBody.Watch(http);
        await AnswerAsync(http);
        if (body is not null)
        {
            await close.RunAsync(http, body);
        }
    }

    private async Task AnswerAsync(HttpContext http)
    {
        if (!keys.Opens(function.Level, http.Request))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (settings.Bodies == BodyMode.Functions && !IsAscii(http.Request.Headers))
        {
            // The Functions host's client to the worker refuses such headers; the host tells nobody why, and waits 15 s before that.
            Log.HeaderNotAscii(logger, function.Name);
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return;
        }

        try
        {
            if (await bodies.AdmitAsync(http))
            {
                await InvokeAsync(http);
            }
        }
        catch (Exception fault)
        {
            Fail(http, fault);
        }
    }

    private static bool IsAscii(IHeaderDictionary headers) =>
        headers.All(header => header.Value.All(value => Ascii.IsValid(value)));

    private async Task InvokeAsync(HttpContext http)
    {
        var context = LocalFunctionContext.ForRequest(function.Function, http, tokens.Requests);
        var result = await function.Function.Invoker.InvokeAsync(new FunctionCall(context, Request: http.Request));
        if (result is not null)
        {
            await result.ExecuteAsync(http);
        }
    }

    private void Fail(HttpContext http, Exception fault)
    {
        if (http.RequestAborted.IsCancellationRequested)
        {
            Log.ClientLeft(logger, function.Name, fault.Message);
            return;
        }

        Log.FunctionFailed(logger, function.Name, fault);
        if (http.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            http.Abort();
            return;
        }

        http.Response.Clear();
        http.Response.StatusCode = StatusCodes.Status500InternalServerError;
    }
}
