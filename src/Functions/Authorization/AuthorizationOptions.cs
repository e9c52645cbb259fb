using System.Net;
using SmartTransfer.Core.Options;

namespace SmartTransfer.Functions.Authorization;

/// <summary>
/// Whose bearer tokens (RFC 6750) are asked for, beside the function key. Section <c>SmartTransfer:Authorization</c>. Off
/// unless <see cref="Issuer"/> and <see cref="Audience"/> are given.
/// </summary>
public sealed class AuthorizationOptions
{
    private const string Section = "SmartTransfer:Authorization:";

    // Names under which Entra ID serves all tenants at once: a token's issuer is then another for each of them.
    private static readonly string[] ManyTenants = ["common", "organizations", "consumers"];

    /// <summary>
    /// Who issues the tokens: exactly their claim <c>iss</c>. Entra ID: <c>https://login.microsoftonline.com/{tenant
    /// id}/v2.0</c>. Default none: no tokens are asked for.
    /// </summary>
    [Setting("https URL")]
    public string? Issuer { get; init; }

    /// <summary>
    /// For whom the tokens must be issued: their claim <c>aud</c>. Several are separated by commas, and one of them is enough.
    /// Default none.
    /// </summary>
    [Setting("text")]
    public string? Audience { get; init; }

    /// <summary>
    /// Where the issuer's metadata is. Default <c>{Issuer}/.well-known/openid-configuration</c> (OpenID Connect Discovery 1.0,
    /// section 4).
    /// </summary>
    [Setting("https URL")]
    public string? MetadataAddress { get; init; }

    /// <summary>By how much the issuer's clock and ours may differ when a token's lifetime is judged. Default 1 min.</summary>
    [Setting("hh:mm:ss", "00:00:00", "00:10:00")]
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The claim that says whom a token was issued for. Default <c>sub</c>, which Entra ID makes another one for each app; its
    /// <c>oid</c> is the same for all apps of a tenant.
    /// </summary>
    [Setting("claim")]
    public string SubjectClaim { get; init; } = "sub";

    /// <summary>
    /// What the token must allow: one of the names in its claim <c>scp</c> or <c>scope</c>, or one of its <c>roles</c>. Default
    /// none: any token for the audience will do.
    /// </summary>
    [Setting("scope or role")]
    public string? RequiredScope { get; init; }

    /// <summary>
    /// Whether each request needs a valid token. Default false: at the address of an upload that is in progress its secret id
    /// is enough, so that an upload outlives its token.
    /// </summary>
    [Setting("true or false")]
    public bool TokenOnEveryRequest { get; init; }

    /// <summary>Whether tokens are asked for.</summary>
    internal bool IsOn => Given(Issuer);

    /// <summary>The audiences one by one.</summary>
    internal IReadOnlyList<string> Audiences =>
        (Audience ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Where the metadata is.</summary>
    internal string Metadata => Given(MetadataAddress) ? MetadataAddress! : $"{Issuer!.TrimEnd('/')}/.well-known/openid-configuration";

    /// <summary>Whether an address is on this machine, where http is as good as https.</summary>
    internal static bool IsLocal(Uri address) =>
        address.IsLoopback || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip));

    /// <summary>The rules that are broken, as sentences.</summary>
    internal IEnumerable<string> Broken()
    {
        if (Given(Issuer) != Audiences.Count > 0)
        {
            var (given, missing) = Given(Issuer) ? (nameof(Issuer), nameof(Audience)) : (nameof(Audience), nameof(Issuer));
            yield return $"{Section}{given} is set and {Section}{missing} is not; give both to ask for tokens, or neither.";
        }
        else if (!Given(Issuer) && (Given(MetadataAddress) || Given(RequiredScope) || TokenOnEveryRequest))
        {
            var given = Given(MetadataAddress)
                ? nameof(MetadataAddress)
                : Given(RequiredScope)
                ? nameof(RequiredScope)
                : nameof(TokenOnEveryRequest);
            yield return $"{Section}{given} is set, but the service does not ask for tokens; set {Section}{nameof(Issuer)} and "
                + $"{Section}{nameof(Audience)} too.";
        }

        if (string.IsNullOrWhiteSpace(SubjectClaim))
        {
            yield return $"{Section}{nameof(SubjectClaim)} is blank; give a claim's name such as sub or oid.";
        }

        foreach (var (name, value) in new[] { (nameof(Issuer), Issuer), (nameof(MetadataAddress), MetadataAddress) })
        {
            if (Given(value) && BrokenAddress(value!) is { } why)
            {
                var shown = value!.Contains('@', StringComparison.Ordinal) ? "set (its value is not shown)" : $"'{value}'";
                yield return $"{Section}{name} is {shown}, {why}.";
            }
        }
    }

    private static bool Given(string? value) => !string.IsNullOrWhiteSpace(value);

    private static string? BrokenAddress(string value)
    {
        if (value.Contains('{', StringComparison.Ordinal) || value.Split('/').Any(ManyTenants.Contains))
        {
            return "which stands for many tenants; the service accepts tokens of one tenant only, so put the tenant's id in its place";
        }

        var usable = Uri.TryCreate(value, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && IsLocal(address)))
            && address.Query.Length == 0 && address.Fragment.Length == 0 && address.UserInfo.Length == 0;
        return usable ? null : "not an https URL without query and user name; http is accepted only for this machine";
    }
}
