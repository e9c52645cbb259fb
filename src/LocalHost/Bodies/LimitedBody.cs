using Microsoft.AspNetCore.Connections;
using SmartTransfer.Core.Bodies;

namespace SmartTransfer.LocalHost.Bodies;

/// <summary>A request body under a limit. Like the body that the worker hands to a function, it can be read once, forwards.</summary>
/// <param name="body">The bytes as they arrive.</param>
/// <param name="limit">The limit.</param>
/// <param name="http">The request whose body this is.</param>
internal sealed class LimitedBody(Stream body, WorkerBodyLimit limit, HttpContext http) : ReadOnlyStream
{
    /// <summary>What the server says when a client has closed its connection in mid-body; that the request is aborted it makes known a moment later only.</summary>
    private const string EndMissing = "Unexpected end of request content.";

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        limit.BeginReading();
        int read;
        try
        {
            read = await body.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception fault) when (fault is ConnectionResetException or BadHttpRequestException { Message: EndMissing } || http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer. Unless it is told so, the server tries to read the rest of the body, and logs as an error
            // that it cannot.
            http.Abort();
            throw;
        }

        limit.Count(read);
        return read;
    }

    // Refused as by the worker's server, so that nobody comes to rely on it here.
    public override int Read(byte[] buffer, int offset, int count) =>
        throw new InvalidOperationException("Synchronous reads of a request body are disallowed. Call ReadAsync.");
}
