using Microsoft.AspNetCore.Http.Features;
using SmartTransfer.Core.Bodies;

namespace SmartTransfer.LocalHost.Bodies;

/// <summary>
/// A body as its connection brings it, which knows whether all of it was read. An answer that goes out before says that the
/// connection closes after it (RFC 9112, section 9.6), so that a client stops sending what nobody will read.
/// </summary>
internal sealed class RunningBody : ReadOnlyStream
{
    private readonly Stream _body;
    private readonly long? _lengthBytes;
    private long _readBytes;
    private bool _ended;

    private RunningBody(HttpRequest request) => (_body, _lengthBytes) = (request.Body, request.ContentLength);

    /// <summary>Whether the client has nothing more to send.</summary>
    public bool IsOver => _ended || _readBytes == _lengthBytes;

    /// <summary>
    /// Whether a read of it was given up, most likely since the client fell silent. The server cannot read a body with a length on
    /// after that.
    /// </summary>
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
        try
        {
            var read = await _body.ReadAsync(buffer, cancellationToken);
            _readBytes += read;
            _ended |= read == 0 && !buffer.IsEmpty;
            return read;
        }
        catch (OperationCanceledException)
        {
            IsGivenUp = true;
            throw;
        }
    }
}
