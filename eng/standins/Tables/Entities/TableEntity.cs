namespace Azure.Data.Tables;

/// <summary>An entity whose properties are looked up by name.</summary>
public sealed partial class TableEntity : ITableEntity
{
    private readonly Dictionary<string, object?> _properties;

    /// <summary>An empty entity.</summary>
    public TableEntity() => _properties = [];

    /// <summary>An entity with these keys and nothing else.</summary>
    public TableEntity(string partitionKey, string rowKey)
        : this()
    {
        PartitionKey = partitionKey;
        RowKey = rowKey;
    }

    /// <summary>An entity with a copy of these properties.</summary>
    public TableEntity(IDictionary<string, object?>? values) => _properties = values is null ? [] : new(values);

    /// <inheritdoc />
    public string PartitionKey
    {
        get => GetString(PropertyNames.PartitionKey)!;
        set => _properties[PropertyNames.PartitionKey] = value;
    }

    /// <inheritdoc />
    public string RowKey
    {
        get => GetString(PropertyNames.RowKey)!;
        set => _properties[PropertyNames.RowKey] = value;
    }

    /// <inheritdoc />
    public DateTimeOffset? Timestamp
    {
        get => GetDateTimeOffset(PropertyNames.Timestamp);
        set => _properties[PropertyNames.Timestamp] = value;
    }

    /// <inheritdoc />
    public ETag ETag
    {
        get => GetString(PropertyNames.ETag) is { } value ? new ETag(value) : default;
        set => _properties[PropertyNames.ETag] = value.ToString();
    }

    /// <summary>The text under <paramref name="key"/>, or null; another type: <see cref="InvalidOperationException"/>.</summary>
    public string? GetString(string key) => (string?)Get(key, typeof(string));

    /// <summary>The bytes under <paramref name="key"/>, or null; another type: <see cref="InvalidOperationException"/>.</summary>
    public byte[]? GetBinary(string key) =>
        _properties.TryGetValue(key, out var value) && value is BinaryData data ? data.ToArray() : (byte[]?)Get(key, typeof(byte[]));

    /// <summary>The bytes under <paramref name="key"/>, or null; another type: <see cref="InvalidOperationException"/>.</summary>
    public BinaryData? GetBinaryData(string key) =>
        _properties.TryGetValue(key, out var value) && value is byte[] bytes
            ? BinaryData.FromBytes(bytes)
            : (BinaryData?)Get(key, typeof(BinaryData));

    /// <summary>The boolean under <paramref name="key"/>, or null; another type: <see cref="InvalidOperationException"/>.</summary>
    public bool? GetBoolean(string key) => (bool?)Get(key, typeof(bool));

    /// <summary>The UTC instant under <paramref name="key"/>, or null; another type: <see cref="InvalidOperationException"/>.</summary>
    public DateTime? GetDateTime(string key) =>
        _properties.TryGetValue(key, out var value) && value is DateTimeOffset instant
            ? instant.UtcDateTime
            : (DateTime?)Get(key, typeof(DateTime));

    /// <summary>The instant under <paramref name="key"/>, or null; another type: <see cref="InvalidOperationException"/>.</summary>
    public DateTimeOffset? GetDateTimeOffset(string key) =>
        _properties.TryGetValue(key, out var value) && value is DateTime instant
            ? new DateTimeOffset(instant)
            : (DateTimeOffset?)Get(key, typeof(DateTimeOffset));

    /// <summary>The number under <paramref name="key"/>, or null; another type: <see cref="InvalidOperationException"/>.</summary>
    public double? GetDouble(string key) => (double?)Get(key, typeof(double));

    /// <summary>The GUID under <paramref name="key"/>, or null; another type: <see cref="InvalidOperationException"/>.</summary>
    public Guid? GetGuid(string key) => (Guid?)Get(key, typeof(Guid));

    /// <summary>The number under <paramref name="key"/>, or null; another type: <see cref="InvalidOperationException"/>.</summary>
    public int? GetInt32(string key) => (int?)Get(key, typeof(int));

    /// <summary>The number under <paramref name="key"/>, or null; another type: <see cref="InvalidOperationException"/>.</summary>
    public long? GetInt64(string key) => (long?)Get(key, typeof(long));

    private object? Get(string key, Type type)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (!_properties.TryGetValue(key, out var value) || value is null)
        {
            return null;
        }

        return type.IsInstanceOfType(value)
            ? value
            : throw new InvalidOperationException($"Cannot return {type} type for a {value.GetType()} typed property.");
    }

    // A property keeps its type: only an integer may become, or be given to, a wider number.
    private void Set(string key, object? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        _properties.TryGetValue(key, out var existing);
        _properties[key] = (existing, value) switch
        {
            (null, _) or (_, null) => value,
            (int, long or double) => value,
            (long, int number) => (long)number,
            (double, int number) => (double)number,
            _ when existing.GetType().IsInstanceOfType(value) => value,
            _ => throw new InvalidOperationException($"A {value.GetType()} cannot replace the {existing.GetType()} in the property {key}."),
        };
    }

    internal static class PropertyNames
    {
        public const string PartitionKey = "PartitionKey";
        public const string RowKey = "RowKey";
        public const string Timestamp = "Timestamp";
        public const string ETag = "odata.etag";
    }
}
