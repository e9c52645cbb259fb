namespace Azure.Data.Tables.Protocol;

/// <summary>The paths of the protocol, escaped.</summary>
internal static class TablePath
{
    /// <summary>The collection of the account's tables.</summary>
    public const string Tables = "Tables";

    public static string OfTable(string table) => $"Tables('{Quote(table)}')";

    /// <summary>What is queried.</summary>
    public static string OfEntities(string table) => $"{Uri.EscapeDataString(table)}()";

    /// <summary>What is inserted into.</summary>
    public static string OfInserts(string table) => Uri.EscapeDataString(table);

    public static string OfEntity(string table, string partitionKey, string rowKey) =>
        $"{Uri.EscapeDataString(table)}(PartitionKey='{Quote(partitionKey)}',RowKey='{Quote(rowKey)}')";

    // OData doubles quotes inside a quoted key; the URL's escaping comes on top.
    private static string Quote(string key) => Uri.EscapeDataString(key.Replace("'", "''", StringComparison.Ordinal));
}
