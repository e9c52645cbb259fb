namespace SmartTransfer.Functions.Headers.Structured;

/// <summary>What a key of a dictionary stands for: an item or an inner list, with parameters (RFC 9651, section 3.2).</summary>
internal readonly record struct FieldMember
{
    private readonly FieldItem _item;

    /// <summary>A member that is an item.</summary>
    public FieldMember(FieldItem item) => _item = item;

    /// <summary>A member that is an inner list.</summary>
    public FieldMember(IReadOnlyList<FieldItem> items, IReadOnlyDictionary<string, BareItem> parameters) =>
        (InnerList, _item) = (items, new FieldItem(default, parameters));

    /// <summary>The items of the inner list; null if the member is an item.</summary>
    public IReadOnlyList<FieldItem>? InnerList { get; }

    /// <summary>The bare item; null if the member is an inner list.</summary>
    public BareItem? Item => InnerList is null ? _item.Value : null;

    /// <summary>The parameters of the item or of the whole inner list.</summary>
    public IReadOnlyDictionary<string, BareItem> Parameters => _item.Parameters;

    /// <summary>An item without parameters.</summary>
    public static implicit operator FieldMember(BareItem item) => new(new FieldItem(item));
}
