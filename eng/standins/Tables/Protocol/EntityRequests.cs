using System.Globalization;
using Azure.Core;

namespace Azure.Data.Tables.Protocol;

/// <summary>The operations on the entities of one table.</summary>
internal sealed class EntityRequests(string table)
{
    /// <summary>Insert Entity.</summary>
    public TableRequest Add(ITableEntity entity) => new(RequestMethod.Post, TablePath.OfInserts(table))
    {
        Body = EntityJson.Write(Checked(entity)),
        ReturnNoContent = true,
    };

    /// <summary>Update or Merge Entity; without <paramref name="ifMatch"/> Insert Or Replace or Insert Or Merge Entity.</summary>
    public TableRequest Put(ITableEntity entity, TableUpdateMode mode, ETag ifMatch) =>
        new(MethodOf(mode), TablePath.OfEntity(table, Checked(entity).PartitionKey, entity.RowKey))
        {
            Body = EntityJson.Write(entity),
            IfMatch = ifMatch == default ? null : ifMatch.ToString(),
        };

    /// <summary>Delete Entity; without <paramref name="ifMatch"/> whatever its version.</summary>
    public TableRequest Delete(string partitionKey, string rowKey, ETag ifMatch) => new(RequestMethod.Delete, PathOf(partitionKey, rowKey))
    {
        IfMatch = (ifMatch == default ? ETag.All : ifMatch).ToString(),
    };

    /// <summary>Query Entities for one entity.</summary>
    public TableRequest Get(string partitionKey, string rowKey, IEnumerable<string>? select) =>
        new(RequestMethod.Get, PathOf(partitionKey, rowKey)) { Query = [("$select", Join(select))] };

    /// <summary>Query Entities for a page of them.</summary>
    public TableRequest Query(string? filter, int? top, IEnumerable<string>? select, ContinuationToken continuation) =>
        new(RequestMethod.Get, TablePath.OfEntities(table))
        {
            Query =
            [
                ("$filter", string.IsNullOrEmpty(filter) ? null : filter),
                ("$top", top?.ToString(CultureInfo.InvariantCulture)),
                ("$select", Join(select)),
                ("NextPartitionKey", continuation.PartitionKey),
                ("NextRowKey", continuation.RowKey),
            ],
        };

    /// <summary>One action of a transaction.</summary>
    public TableRequest Of(TableTransactionAction action) => action.ActionType switch
    {
        TableTransactionActionType.Add => Add(action.Entity),
        TableTransactionActionType.UpdateMerge => Put(action.Entity, TableUpdateMode.Merge, action.ETag),
        TableTransactionActionType.UpdateReplace => Put(action.Entity, TableUpdateMode.Replace, action.ETag),
        TableTransactionActionType.Delete => Delete(action.Entity.PartitionKey, action.Entity.RowKey, action.ETag),
        TableTransactionActionType.UpsertMerge => Put(action.Entity, TableUpdateMode.Merge, default),
        TableTransactionActionType.UpsertReplace => Put(action.Entity, TableUpdateMode.Replace, default),
        var unknown => throw new InvalidOperationException($"Unknown action {unknown}."),
    };

    private static RequestMethod MethodOf(TableUpdateMode mode) => mode switch
    {
        TableUpdateMode.Merge => RequestMethod.Patch,
        TableUpdateMode.Replace => RequestMethod.Put,
        _ => throw new ArgumentException($"Unexpected value for mode: {mode}", nameof(mode)),
    };

    private static ITableEntity Checked(ITableEntity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        ArgumentNullException.ThrowIfNull(entity.PartitionKey, nameof(entity.PartitionKey));
        ArgumentNullException.ThrowIfNull(entity.RowKey, nameof(entity.RowKey));
        return entity;
    }

    private static string? Join(IEnumerable<string>? select) => select is null ? null : string.Join(',', select);

    private string PathOf(string partitionKey, string rowKey)
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        ArgumentNullException.ThrowIfNull(rowKey);
        return TablePath.OfEntity(table, partitionKey, rowKey);
    }
}
