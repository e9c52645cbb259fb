using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Quotas;
using SmartTransfer.Functions.Authorization;
using SmartTransfer.Functions.Headers;

namespace SmartTransfer.Functions.Edge;

/// <summary>
/// Holds each client to its limits before its request is worked on: requests as such, and bytes before a body is read. A client
/// is whom its token, or
/// the upload that it goes on with, names, else its address; never what it calls itself.
/// </summary>
public sealed class Quota(
    Allowances allowances, ClientLimitsOptions options, LimitOptions limits, ClientIdentity identity, TimeProvider clock)
{
    // Never so much that it hurts others: what is held beyond is given back when the body is over.
    private const int KeepBodies = Allowances.BatchFactor;

    /// <summary>The client whose open uploads are counted; null where they are not.</summary>
    public ClientKey? OpenerOf(HttpRequest request) => options.MaxOpenSessions is null ? null : ClientOf(request);

    /// <summary>The client whose daily bytes pay for what is copied; null where they are not limited.</summary>
    public ClientKey? PayerOf(HttpRequest request) => options.MaxBytesPerDay is null ? null : ClientOf(request);

    /// <summary>Null where the request may go on, else why not.</summary>
    /// <param name="request">The request, which was let in; a body that brings a file's bytes is counted from now on as it is read.</param>
    /// <param name="bringsBytes">Whether its body is a part of a file.</param>
    internal async Task<(Failure? Refused, MeteredBody? Body)> CheckAsync(HttpRequest request, bool bringsBytes)
    {
        if (options.MaxRequestsPerSecond is null && options.MaxBytesPerDay is null)
        {
            return default;
        }

        var client = ClientOf(request);
        var gone = request.HttpContext.RequestAborted;
        if (await allowances.TakeAsync(client, AllowanceKind.Requests, 1, gone) is { } tooMany)
        {
            return (tooMany, null);
        }

        if (!bringsBytes || options.MaxBytesPerDay is null || request.ContentLength == 0)
        {
            return default;
        }

        var body = new MeteredBody(request.Body, allowances, client, clock);
        if (await body.TakeAsync(request.ContentLength ?? limits.MaxChunkBytes, gone) is { } tooMuch)
        {
            return (tooMuch, null);
        }

        request.Body = body;
        return (null, body);
    }

    /// <summary>Gives back what a body took and did not use.</summary>
    internal async Task SettleAsync(MeteredBody body)
    {
        body.GiveBack();
        try
        {
            await allowances.ReturnAsync(body.Client, AllowanceKind.Bytes, KeepBodies * limits.MaxChunkBytes, CancellationToken.None);
        }
        catch (StorageUnavailableException)
        {
            // It stays with this instance, and is used by the next bodies.
        }
    }

    private ClientKey ClientOf(HttpRequest request) =>
        Caller.Of(request).Owner is { } owner ? identity.KeyOf(owner) : identity.KeyOfAddress(request);
}
