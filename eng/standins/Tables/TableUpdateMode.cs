namespace Azure.Data.Tables;

/// <summary>What happens to the properties of a stored entity that the new one does not have.</summary>
public enum TableUpdateMode
{
    /// <summary>They stay.</summary>
    Merge = 0,

    /// <summary>They go.</summary>
    Replace = 1,
}
