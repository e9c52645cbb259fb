namespace Azure.Data.Tables;

/// <summary>What one action of a transaction does.</summary>
public enum TableTransactionActionType
{
    /// <summary>Adds the entity; fails if it exists.</summary>
    Add = 0,

    /// <summary>Merges into the entity; the action's ETag must match.</summary>
    UpdateMerge = 1,

    /// <summary>Replaces the entity; the action's ETag must match.</summary>
    UpdateReplace = 2,

    /// <summary>Deletes the entity; the action's ETag must match, if it has one.</summary>
    Delete = 3,

    /// <summary>Merges into the entity or adds it.</summary>
    UpsertMerge = 4,

    /// <summary>Replaces the entity or adds it.</summary>
    UpsertReplace = 5,
}
