using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using SmartTransfer.LocalHost.Diagnostics;
using SmartTransfer.LocalHost.Settings;

namespace SmartTransfer.LocalHost.Bodies;

/// <summary>Stands between the connection and the function: takes bodies in as the host is told to, and holds the limits.</summary>
internal sealed class BodyIntake(LocalHostSettings settings, ILogger<BodyIntake> logger)
{
    /// <summary>
    /// Bodies up to this length are held in memory as long as there is room, others in a temporary file that ends with the process.
    /// </summary>
    private const int MemoryThresholdBytes = 4 << 20;

    /// <summary>What all of them may hold together.</summary>
    private const long MemoryBytes = 32L << 20;

    private const int PieceBytes = 64 * 1024;

    private long _heldBytes;

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
        Stream taken;
        try
        {
            taken = TryHold(length) ? await IntoMemoryAsync(http, (int)length) : await IntoFileAsync(http);
        }
        catch (Exception fault) when (fault is BadHttpRequestException or ConnectionResetException or ConnectionAbortedException
            || (fault is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested))
        {
            Log.ClientLeftInBody(logger, http.GetEndpoint()?.DisplayName, length);
            http.Abort();
            return false;
        }

        http.Request.Body = taken;
        return true;
    }

    private bool TryHold(long bytes)
    {
        if (bytes <= MemoryThresholdBytes && Interlocked.Add(ref _heldBytes, bytes) <= MemoryBytes)
        {
            return true;
        }

        _ = bytes <= MemoryThresholdBytes ? Interlocked.Add(ref _heldBytes, -bytes) : 0;
        return false;
    }

    private async Task<Stream> IntoMemoryAsync(HttpContext http, int length)
    {
        var held = await HeldBody.TakeInAsync(
            http.Request.Body, length, () => Interlocked.Add(ref _heldBytes, -length), http.RequestAborted);
        http.Response.RegisterForDispose(held);
        return held;
    }

    private static async Task<Stream> IntoFileAsync(HttpContext http)
    {
        var file = NamelessFile.Create();
        http.Response.RegisterForDisposeAsync(file);
        await CopyAsync(http.Request.Body, file, http.RequestAborted);
        file.Position = 0;
        return file;
    }

    /// <summary>Reads in large pieces: each is a write to the file.</summary>
    private static async Task CopyAsync(Stream body, Stream file, CancellationToken cancellationToken)
    {
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            int read;
            while ((read = await body.ReadAsync(piece, cancellationToken)) > 0)
            {
                await file.WriteAsync(piece.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
