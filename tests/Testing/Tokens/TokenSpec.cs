using Microsoft.IdentityModel.Tokens;

namespace SmartTransfer.Testing.Tokens;

/// <summary>What a token shall say; what is null is as the issuer would have it.</summary>
public sealed record TokenSpec
{
    public string? Issuer { get; init; }

    public string? Audience { get; init; }

    public DateTimeOffset? NotBefore { get; init; }

    public DateTimeOffset? Expires { get; init; }

    public SigningCredentials? SignedBy { get; init; }

    /// <summary>Further claims; they win over the above.</summary>
    public IReadOnlyDictionary<string, object> Claims { get; init; } = new Dictionary<string, object>();
}
