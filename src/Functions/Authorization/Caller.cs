using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using SmartTransfer.Core.Identity;

namespace SmartTransfer.Functions.Authorization;

/// <summary>Who sent a request, as far as its token says.</summary>
/// <param name="TokenStatus">What the token is worth.</param>
/// <param name="Owner">Whom the token names, or for whom the upload at whose address the request came is sent; null for nobody.</param>
public sealed record Caller(TokenStatus TokenStatus, OwnerKey? Owner = null)
{
    private static readonly object Key = new();

    /// <summary>Whom the token names; null for nobody.</summary>
    public string? Subject { get; init; }

    /// <summary>The token, verified; null where there is none.</summary>
    internal JsonWebToken? Token { get; init; }

    /// <summary>Whoever it is, where no tokens are asked for.</summary>
    public static Caller Anyone { get; } = new(TokenStatus.Unasked);

    /// <summary>Somebody who sent no token.</summary>
    public static Caller Unnamed { get; } = new(TokenStatus.Unnamed);

    /// <summary>Whether what only a token gives is allowed.</summary>
    public bool IsVerified => TokenStatus is TokenStatus.Unasked or TokenStatus.Valid;

    /// <summary>Who sent this request, once it was let in.</summary>
    public static Caller Of(HttpRequest request) => request.HttpContext.Items[Key] as Caller ?? Anyone;

    internal void NoteOn(HttpRequest request) => request.HttpContext.Items[Key] = this;
}
