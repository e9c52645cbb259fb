namespace SmartTransfer.Bench.Wire;

/// <summary>The names of storage's operations, as its REST reference has them (learn.microsoft.com/rest/api/storageservices).</summary>
internal static class Operations
{
    public static string OfBlobs(RequestHead request) => (request.Method, Parameter(request, "restype"), Parameter(request, "comp")) switch
    {
        ("PUT", "container", null) => "Create Container",
        ("GET" or "HEAD", "container", null) => "Get Container Properties",
        ("PUT", null, "block") => "Put Block",
        ("PUT", null, "blocklist") => "Put Block List",
        ("GET", null, "blocklist") => "Get Block List",
        ("HEAD", null, null) => "Get Blob Properties",
        ("GET", null, null) => "Get Blob",
        ("PUT", null, null) => "Put Blob",
        ("DELETE", null, null) => "Delete Blob",
        var (method, type, comp) => $"{method} restype={type} comp={comp}",
    };

    public static string OfTables(RequestHead request) => (request.Method, request.Path.Split('/')[^1]) switch
    {
        ("POST", "Tables") => "Create Table",
        ("POST", "$batch") => "Table transaction",
        ("GET", _) => "Table query",
        ("POST", _) => "Table insert",
        ("PUT" or "MERGE" or "PATCH", _) => request.HasIfMatch ? "Table update" : "Table upsert",
        ("DELETE", _) => "Table delete",
        var (method, _) => $"{method} of a table",
    };

    private static string? Parameter(RequestHead request, string name) =>
        request.Query.TrimStart('?')
            .Split('&')
            .Select(pair => pair.Split('=', 2))
            .FirstOrDefault(pair => pair[0] == name)?.ElementAtOrDefault(1);
}
