namespace Azure.Data.Tables;

/// <summary>What every entity has.</summary>
public interface ITableEntity
{
    /// <summary>The partition that the entity is in.</summary>
    string PartitionKey { get; set; }

    /// <summary>The entity's key in its partition.</summary>
    string RowKey { get; set; }

    /// <summary>When the service last wrote the entity; ignored on writing.</summary>
    DateTimeOffset? Timestamp { get; set; }

    /// <summary>The entity's version.</summary>
    ETag ETag { get; set; }
}
