using System.Collections.ObjectModel;

namespace SmartTransfer.Functions.Headers.Structured;

/// <summary>A bare item with its parameters (RFC 9651, section 3.3).</summary>
/// <param name="Value">The bare item.</param>
/// <param name="Parameters">By key, in their order; mostly none.</param>
internal readonly record struct FieldItem(BareItem Value, IReadOnlyDictionary<string, BareItem> Parameters)
{
    /// <summary>An item without parameters.</summary>
    public FieldItem(BareItem value)
        : this(value, ReadOnlyDictionary<string, BareItem>.Empty)
    {
    }
}
