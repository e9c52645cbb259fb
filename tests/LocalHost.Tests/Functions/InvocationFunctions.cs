using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.LocalHost.Tests.Hosting;

namespace SmartTransfer.LocalHost.Tests.Functions;

/// <summary>Functions that show how they are called, and that fail.</summary>
public sealed class InvocationFunctions(Observations seen)
{
    [Function("Context")]
    public IResult Context(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "context/{id}")] HttpRequest request, FunctionContext context, string id)
    {
        context.Features.Set(id);
        context.Items["method"] = request.Method;
        return Results.Text(string.Join(' ', context.FunctionDefinition.Name, context.BindingContext.BindingData["id"],
            context.Features.Get<string>(), context.Items["method"], context.InstanceServices == request.HttpContext.RequestServices));
    }

    [Function("NewInstance")]
    public void NewInstance([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request)
    {
        Assert.NotNull(request);
        seen.Add(this);
    }

    [Function("Throw")]
    public IResult Throw([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        throw new InvalidTimeZoneException($"a secret of {request.Path}");

    [Function("ThrowLater")]
    public async Task<IResult> ThrowLater([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request)
    {
        request.HttpContext.Response.Headers.ETag = "\"half\"";
        await Task.Yield();
        return Throw(request);
    }

    [Function("ThrowInMidAnswer")]
    public async Task ThrowInMidAnswer([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request)
    {
        await request.HttpContext.Response.WriteAsync("half");
        await request.HttpContext.Response.Body.FlushAsync();
        _ = Throw(request);
    }

    /// <summary>Waits until either of its tokens fires, and says which.</summary>
    [Function("Wait")]
    public async Task<IResult> Wait([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, CancellationToken token)
    {
        seen.Add("waiting");
        var fired = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var gone = request.HttpContext.RequestAborted.Register(() => fired.TrySetResult("client gone"));
        await using var stopped = token.Register(() => fired.TrySetResult("host stops"));
        var which = await fired.Task;
        seen.Add(which);
        return Results.Text(which);
    }
}
