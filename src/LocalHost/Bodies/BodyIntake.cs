using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using SmartTransfer.LocalHost.Diagnostics;
using SmartTransfer.LocalHost.Settings;

namespace SmartTransfer.LocalHost.Bodies;

/// <summary>Stands between the connection and the function: takes bodies in as the host is told to, and holds the limits.</summary>
internal sealed class BodyIntake(LocalHostSettings settings, ILogger<BodyIntake> logger)
{
    /// <summary>Bodies up to this length are held in memory, longer ones in a temporary file.</summary>
    private const int MemoryThresholdBytes = 1 << 20;

    private const int PieceBytes = 64 * 1024;

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
        // What will not fit need not begin in memory.
        var memory = length <= MemoryThresholdBytes ? (int)length : PieceBytes;
        var taken = new FileBufferingReadStream(http.Request.Body, memory, bufferLimit: null, Path.GetTempPath(), ArrayPool<byte>.Shared);
        http.Response.RegisterForDisposeAsync(taken);
        try
        {
            await DrainAsync(taken, http.RequestAborted);
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

    /// <summary>Reads to the end in large pieces: each piece that does not fit into memory is a write to the file.</summary>
    private static async Task DrainAsync(FileBufferingReadStream body, CancellationToken cancellationToken)
    {
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            while (await body.ReadAsync(piece, cancellationToken) > 0)
            {
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
