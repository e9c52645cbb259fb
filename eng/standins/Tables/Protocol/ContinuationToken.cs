namespace Azure.Data.Tables.Protocol;

/// <summary>Where a query goes on: the keys from the service's continuation headers, as text "partition row".</summary>
/// <param name="PartitionKey">As the service encoded it; null at the beginning.</param>
/// <param name="RowKey">As the service encoded it; may be missing.</param>
internal readonly record struct ContinuationToken(string? PartitionKey, string? RowKey)
{
    /// <summary>The token of the page after this one; null where there is none.</summary>
    public static string? From(Response response)
    {
        var more = response.Headers.TryGetValue("x-ms-continuation-NextPartitionKey", out var partitionKey);
        more |= response.Headers.TryGetValue("x-ms-continuation-NextRowKey", out var rowKey);
        return more ? $"{partitionKey} {rowKey}" : null;
    }

    public static ContinuationToken Parse(string? token)
    {
        if (string.IsNullOrWhiteSpace(token))
        {
            return default;
        }

        var parts = token.Split(' ', 2);
        return new ContinuationToken(parts[0], parts.Length > 1 && parts[1].Length > 0 ? parts[1] : null);
    }
}
