using System.Buffers;

namespace SmartTransfer.LocalHost.Bodies;

/// <summary>
/// Closes a connection whose client was answered in mid-body. If it were closed at once, what the client goes on sending would be
/// answered by a reset, and a reset destroys the answer before the client has read it (RFC 9112, section 9.6). So the rest is read
/// and thrown away for a while.
/// </summary>
internal sealed class LingeringClose(IHostApplicationLifetime lifetime)
{
    private const int PieceBytes = 64 * 1024;

    // What nginx waits (lingering_timeout, lingering_time): a client that is silent for so long has heard, or never will.
    private static readonly TimeSpan SilenceTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TotalTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Completes the answer and lingers, where the body is not over.</summary>
    public async Task RunAsync(HttpContext http, RunningBody body)
    {
        // A client that was given up for its silence sends nothing that a reset could answer. The server itself waits five seconds more.
        if (body.IsOver || body.IsGivenUp || http.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        await http.Response.CompleteAsync();
        using var total = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        total.CancelAfter(TotalTimeout);
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            while (!body.IsOver)
            {
                using var silence = CancellationTokenSource.CreateLinkedTokenSource(total.Token);
                silence.CancelAfter(SilenceTimeout);
                _ = await body.ReadAsync(piece, silence.Token);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException)
        {
            // The client has closed, is silent, or what it sends is no body any more: it was told what there was to tell.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
