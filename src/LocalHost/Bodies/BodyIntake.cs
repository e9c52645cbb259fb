using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using SmartTransfer.LocalHost.Settings;

namespace SmartTransfer.LocalHost.Bodies;

/// <summary>Stands between the connection and the function: takes bodies in as the host is told to, and holds the limits.</summary>
internal sealed class BodyIntake(LocalHostSettings settings, ILogger<BodyIntake> logger)
{
    /// <summary>Bodies up to this length are held in memory, longer ones in a temporary file.</summary>
    private const int MemoryThresholdBytes = 1 << 20;

    /// <summary>False when the function must not be called: the answer is set, or there is nobody left to answer.</summary>
    public async Task<bool> AdmitAsync(HttpContext http)
    {
        var length = http.Request.ContentLength;
        if (length > settings.BodyLimitBytes)
        {
            Log.BodyTooLong(logger, http.GetEndpoint()?.DisplayName, length.Value, settings.BodyLimitBytes.Value);
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return false;
        }

        if (settings.Bodies == BodyMode.Functions && length > 0 && !await TakeInAsync(http, length.Value))
        {
            return false;
        }

        var limit = new WorkerBodyLimit(length, settings.BodyLimitBytes);
        http.Features.Set<IHttpMaxRequestBodySizeFeature>(limit);
        http.Request.Body = new LimitedBody(http.Request.Body, limit, http);
        return true;
    }

    private async Task<bool> TakeInAsync(HttpContext http, long length)
    {
        var taken = new FileBufferingReadStream(
            http.Request.Body, (int)Math.Min(length, MemoryThresholdBytes), bufferLimit: null, Path.GetTempPath(), ArrayPool<byte>.Shared);
        http.Response.RegisterForDisposeAsync(taken);
        try
        {
            await taken.DrainAsync(http.RequestAborted);
        }
        catch (Exception fault) when (fault is BadHttpRequestException or ConnectionResetException or ConnectionAbortedException
            || (fault is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested))
        {
            Log.ClientLeftInBody(logger, http.GetEndpoint()?.DisplayName, length);
            http.Abort();
            return false;
        }

        taken.Position = 0;
        http.Request.Body = taken;
        return true;
    }
}
