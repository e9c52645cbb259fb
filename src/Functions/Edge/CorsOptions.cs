using SmartTransfer.Core.Options;

namespace SmartTransfer.Functions.Edge;

/// <summary>
/// Which web pages may call the API from a browser. Section <c>SmartTransfer:Cors</c>. Azure's own CORS cannot expose headers,
/// so the app answers for itself. On Flex and Linux Consumption the Functions host answers preflights before it, by the platform's
/// origins, which must be the same ones there.
/// </summary>
public sealed class CorsOptions
{
    /// <summary>
    /// The origins, separated by commas, such as <c>https://app.example</c>; <c>*</c> for all; empty for none. Default none.
    /// </summary>
    [Setting("origins")]
    public string Origins { get; init; } = string.Empty;

    /// <summary>
    /// Whether pages of the listed origins may send what the browser keeps of this service: cookies and certificates, such as those
    /// by which a proxy in front of the app knows its users. The app itself looks at neither. Not with <c>*</c>. Default false.
    /// </summary>
    [Setting("true or false")]
    public bool AllowCredentials { get; init; }

    /// <summary>The rules that are broken, as sentences.</summary>
    internal IEnumerable<string> Broken()
    {
        foreach (var origin in List().Where(origin => origin != "*" && !IsOrigin(origin)))
        {
            yield return $"SmartTransfer:Cors:Origins names '{origin}', which is not an origin; give only scheme, host and port, such as "
                + "https://app.example, separate several by commas, or give * for all.";
        }

        if (AllowCredentials && (List().Count == 0 || List().Contains("*")))
        {
            yield return "SmartTransfer:Cors:AllowCredentials is true, but SmartTransfer:Cors:Origins "
                + (List().Count == 0 ? "names no origin" : "names *, which is every page there is")
                + "; list the origins that may send credentials, or set AllowCredentials to false.";
        }
    }

    /// <summary>The origins one by one.</summary>
    internal IReadOnlyList<string> List() => Origins.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            && string.Equals(uri.GetLeftPart(UriPartial.Authority), text, StringComparison.OrdinalIgnoreCase);
}
