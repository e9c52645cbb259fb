using Azure.Core;

namespace Azure.Data.Tables.Protocol;

/// <summary>One operation of the Table service, as it is sent alone or as part of a transaction.</summary>
/// <param name="Method">The verb.</param>
/// <param name="Path">Path below the account's endpoint, escaped, without a leading slash.</param>
internal sealed record TableRequest(RequestMethod Method, string Path)
{
    private const string Json = "application/json";

    /// <summary>Query parameters, unescaped; those without a value are left out.</summary>
    public IReadOnlyList<(string Name, string? Value)> Query { get; init; } = [];

    /// <summary>The JSON body; null for none.</summary>
    public BinaryData? Body { get; init; }

    /// <summary>The version that must be stored; null demands none.</summary>
    public string? IfMatch { get; init; }

    /// <summary>Whether the service shall leave out the body of its answer to an insert.</summary>
    public bool ReturnNoContent { get; init; }

    /// <summary>Escaped query with its question mark; empty for none.</summary>
    public string QueryString
    {
        get
        {
            var pairs = Query.Where(pair => pair.Value is not null).Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value!)}");
            var query = string.Join('&', pairs);
            return query.Length == 0 ? string.Empty : "?" + query;
        }
    }

    /// <summary>The headers, save those that belong to the connection.</summary>
    public IEnumerable<(string Name, string Value)> Headers(string version)
    {
        yield return ("x-ms-version", version);
        yield return ("DataServiceVersion", "3.0");
        yield return ("Accept", "application/json;odata=minimalmetadata");
        if (ReturnNoContent)
        {
            yield return ("Prefer", "return-no-content");
        }

        if (IfMatch is not null)
        {
            yield return ("If-Match", IfMatch);
        }

        if (Body is not null)
        {
            yield return ("Content-Type", Json);
        }
    }
}
