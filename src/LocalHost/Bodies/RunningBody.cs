using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using SmartTransfer.Core.Bodies;

namespace SmartTransfer.LocalHost.Bodies;

/// <summary>
/// A body as its connection brings it, which knows whether all of it was read. An answer that goes out before says that the
/// connection closes after it (RFC 9112, section 9.6), so that a client stops sending what nobody will read.
/// </summary>
internal sealed class RunningBody : ReadOnlyStream
{
    private readonly PipeReader _body;
    private readonly long? _lengthBytes;
    private long _readBytes;
    private bool _ended;

    private RunningBody(HttpRequest request) => (_body, _lengthBytes) = (request.BodyReader, request.ContentLength);

    /// <summary>Whether the client has nothing more to send.</summary>
    public bool IsOver => _ended || _readBytes == _lengthBytes;

    /// <summary>Whether a read of it was given up, most likely because the client fell silent.</summary>
    public bool IsGivenUp { get; private set; }

    /// <summary>Takes a request's body under watch; null where it has none, or where its end is no matter of the connection.</summary>
    public static RunningBody? Watch(HttpContext http)
    {
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != true
            || !(HttpProtocol.IsHttp11(http.Request.Protocol) || HttpProtocol.IsHttp10(http.Request.Protocol)))
        {
            return null;
        }

        var body = new RunningBody(http.Request);
        http.Request.Body = body;
        http.Response.OnStarting(() =>
        {
            if (!body.IsOver)
            {
                http.Response.Headers.Connection = "close";
            }

            return Task.CompletedTask;
        });
        return body;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // The token does not reach the server: a read that it ends there leaves a body that cannot be read on, not even by the server.
        await using var registration = cancellationToken.UnsafeRegister(static body => EndPendingRead((PipeReader)body!), _body);
        var result = await _body.ReadAsync(CancellationToken.None);
        while (result.IsCanceled)
        {
            _body.AdvanceTo(result.Buffer.Start);
            IsGivenUp = cancellationToken.IsCancellationRequested;
            cancellationToken.ThrowIfCancellationRequested();

            // Meant for the read before this one, which had ended.
            result = await _body.ReadAsync(CancellationToken.None);
        }

        var piece = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, buffer.Length));
        var read = (int)piece.Length;
        piece.CopyTo(buffer.Span);
        _body.AdvanceTo(piece.End);
        _readBytes += read;
        _ended |= result.IsCompleted && read == result.Buffer.Length;
        return read;
    }
    private static void EndPendingRead(PipeReader body)
    {
        try
        {
            body.CancelPendingRead();
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The connection is gone or the request is over, which has ended the read, or will. Whoever reads is told of it there.
        }
    }
}
