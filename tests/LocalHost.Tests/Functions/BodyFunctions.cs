using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.LocalHost.Tests.Hosting;

namespace SmartTransfer.LocalHost.Tests.Functions;

/// <summary>Functions that read their body and say how far they came.</summary>
public sealed class BodyFunctions(Observations seen)
{
    [Function("ReadBody")]
    public async Task<IResult> Read([HttpTrigger(AuthorizationLevel.Anonymous, "put")] HttpRequest request) =>
        Results.Text((await CountAsync(request)).ToString(CultureInfo.InvariantCulture));

    [Function("ReadLongBody")]
    public async Task<IResult> ReadLong([HttpTrigger(AuthorizationLevel.Anonymous, "put")] HttpRequest request)
    {
        request.HttpContext.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        return await Read(request);
    }

    [Function("ReadLimitedBody")]
    public async Task<IResult> ReadLimited([HttpTrigger(AuthorizationLevel.Anonymous, "put")] HttpRequest request)
    {
        request.HttpContext.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = 3;
        try
        {
            return await Read(request);
        }
        catch (BadHttpRequestException fault)
        {
            return Results.StatusCode(fault.StatusCode);
        }
    }

    /// <summary>Tells of every piece of the body as it comes.</summary>
    [Function("WatchBody")]
    public async Task<IResult> Watch([HttpTrigger(AuthorizationLevel.Anonymous, "put")] HttpRequest request)
    {
        seen.Add("called");
        var buffer = new byte[1024];
        try
        {
            while (await request.Body.ReadAsync(buffer) is var read && read > 0)
            {
                seen.Add(read);
            }
        }
        catch (Exception fault)
        {
            seen.Add(fault);
            throw;
        }

        return Results.NoContent();
    }

    [Function("RefuseBody")]
    public IResult Refuse([HttpTrigger(AuthorizationLevel.Anonymous, "put")] HttpRequest request) =>
        Results.Text("no", statusCode: StatusCodes.Status409Conflict);

    /// <summary>Reads until no byte has come for a moment, and says so.</summary>
    [Function("GiveUpBody")]
    public async Task<IResult> GiveUp([HttpTrigger(AuthorizationLevel.Anonymous, "put")] HttpRequest request)
    {
        var buffer = new byte[1024];
        try
        {
            while (true)
            {
                using var silence = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
                await request.Body.ReadExactlyAsync(buffer.AsMemory(0, 1), silence.Token);
            }
        }
        catch (OperationCanceledException)
        {
            return Results.Text("no", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    [Function("DescribeBody")]
    public IResult Describe([HttpTrigger(AuthorizationLevel.Anonymous, "put")] HttpRequest request) => Results.Text(
        $"seekable: {request.Body.CanSeek}, "
        + $"limit: {request.HttpContext.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize}");

    private static async Task<long> CountAsync(HttpRequest request)
    {
        var buffer = new byte[81920];
        var bytes = 0L;
        while (await request.Body.ReadAsync(buffer) is var read && read > 0)
        {
            bytes += read;
        }

        return bytes;
    }
}
