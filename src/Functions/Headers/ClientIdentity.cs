using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Functions.Headers.Structured;

namespace SmartTransfer.Functions.Headers;

/// <summary>
/// Under which key the network of whoever sent a request is remembered: by the id that the client gives itself with
/// Transfer-Client (a string or token of RFC 9651), else by its address. No right goes with it: somebody who sends another's
/// id gets the advice that is meant for that one, and spoils it.
/// </summary>
/// <param name="secret">What keys the hashes.</param>
public sealed class ClientIdentity(byte[] secret)
{
    /// <summary>The header by which a client names itself.</summary>
    public const string Name = "Transfer-Client";

    private const int MinIdChars = 8;
    private const int MaxIdChars = 128;
    private const int MaxFieldChars = 512;

    /// <summary>Reads the request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="key">The key; null where there is neither id nor address, so that nothing is remembered.</param>
    /// <param name="failure">Why the id cannot be used. A client that sends one relies on it, so it is told.</param>
    /// <returns>Whether there is no failure.</returns>
    public bool TryRead(HttpRequest request, out ClientKey? key, [NotNullWhen(false)] out Failure? failure)
    {
        var field = StructuredDictionary.Join(request.Headers[Name]);
        (key, failure) = (null, null);
        if (field.Length == 0)
        {
            key = AddressOf(request) is { } address ? ClientKey.OfAddress(secret, address) : null;
            return true;
        }

        var item = StructuredItem.Parse(field, MaxFieldChars)?.Value;
        if ((item?.AsText ?? item?.AsToken) is not { Length: >= MinIdChars and <= MaxIdChars } id)
        {
            failure = FailureCatalogue.ClientIdMalformed();
            return false;
        }

        key = ClientKey.OfClient(secret, id);
        return true;
    }

    /// <summary>The key of whom a token names.</summary>
    internal ClientKey KeyOf(OwnerKey owner) => ClientKey.OfSubject(secret, owner);

    /// <summary>
    /// The key of the request's address. Requests of this machine itself, and those whose address cannot be told, are one
    /// client's.
    /// </summary>
    internal ClientKey KeyOfAddress(HttpRequest request) => ClientKey.OfAddress(secret, AddressOf(request) ?? IPAddress.Loopback);

    /// <summary>
    /// The client's address. Where the connection comes from this machine, or through no network at all, a proxy is at its
    /// other end (the Functions host is one, always), and the client's address is what that one added. A connection from
    /// elsewhere is the client's own: what it says of others is not believed.
    /// </summary>
    private static IPAddress? AddressOf(HttpRequest request)
    {
        var peer = request.HttpContext.Connection.RemoteIpAddress;
        var address = peer is null || IsLocal(peer) ? ForwardedFor.Last(request.Headers[ForwardedFor.Name]) : peer;
        return address is null || IsLocal(address) ? null : address;
    }

    private static bool IsLocal(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return IPAddress.IsLoopback(plain) || plain.Equals(IPAddress.Any) || plain.Equals(IPAddress.IPv6Any);
    }
}
