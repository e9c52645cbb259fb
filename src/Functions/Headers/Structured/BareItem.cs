namespace SmartTransfer.Functions.Headers.Structured;

/// <summary>One value of a structured field, without parameters (RFC 9651, section 3.3). Every value can be written as a field.</summary>
internal readonly struct BareItem : IEquatable<BareItem>
{
    /// <summary>The greatest integer, and the least without its sign: 15 digits.</summary>
    public const long MaxInteger = 999_999_999_999_999;

    /// <summary>The greatest decimal, and the least without its sign: 12 digits and 3.</summary>
    public const decimal MaxDecimal = MaxInteger / 1000m;

    private readonly long _number;
    private readonly object? _content;

    private BareItem(BareItemKind kind, long number, object? content = null) => (Kind, _number, _content) = (kind, number, content);

    public BareItemKind Kind { get; }

    /// <summary>The integer; null if this is something else.</summary>
    public long? AsInteger => Kind is BareItemKind.Integer ? _number : null;

    /// <summary>The decimal; null if this is something else, such as an integer.</summary>
    public decimal? AsDecimal => Kind is BareItemKind.Decimal ? _number / 1000m : null;

    /// <summary>The string; null if this is something else.</summary>
    public string? AsText => Kind is BareItemKind.Text ? (string)_content! : null;

    /// <summary>The token; null if this is something else.</summary>
    public string? AsToken => Kind is BareItemKind.Token ? (string)_content! : null;

    /// <summary>The bytes; null if these are none.</summary>
    public byte[]? AsBytes => Kind is BareItemKind.Bytes ? (byte[])_content! : null;

    /// <summary>The boolean; null if this is something else.</summary>
    public bool? AsBoolean => Kind is BareItemKind.Boolean ? _number != 0 : null;

    /// <summary>The date in seconds since 1970-01-01T00:00:00Z; null if this is something else.</summary>
    public long? AsDateSeconds => Kind is BareItemKind.Date ? _number : null;

    /// <summary>The display string; null if this is something else.</summary>
    public string? AsDisplayText => Kind is BareItemKind.DisplayText ? (string)_content! : null;

    /// <exception cref="ArgumentOutOfRangeException">The number has more than 15 digits.</exception>
    public static BareItem Integer(long value) => new(BareItemKind.Integer, Bounded(value));

    /// <summary>A decimal, rounded to three places; halves to the even one, as section 4.1.5 has it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number has more than 12 digits before the point.</exception>
    public static BareItem Decimal(decimal value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Abs(value), MaxDecimal + 1);
        return new(BareItemKind.Decimal, Bounded((long)Math.Round(value * 1000, MidpointRounding.ToEven)));
    }

    /// <exception cref="ArgumentException">A character is not printable ASCII.</exception>
    public static BareItem Text(string value)
    {
        foreach (var c in value)
        {
            if (!FieldCharacters.IsPrintable(c))
            {
                throw new ArgumentException("A string in a structured field may contain only printable ASCII.", nameof(value));
            }
        }

        return new(BareItemKind.Text, 0, value);
    }

    /// <exception cref="ArgumentException">The text is no token.</exception>
    public static BareItem Token(string value) =>
        FieldCharacters.IsToken(value)
            ? new(BareItemKind.Token, 0, value)
            : throw new ArgumentException(
                "A token begins with a letter or * and contains no space, quote or other separator.", nameof(value));

    public static BareItem Bytes(byte[] value) => new(BareItemKind.Bytes, 0, value);

    public static BareItem Boolean(bool value) => new(BareItemKind.Boolean, value ? 1 : 0);

    /// <param name="seconds">Seconds since 1970-01-01T00:00:00Z.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number has more than 15 digits.</exception>
    public static BareItem Date(long seconds) => new(BareItemKind.Date, Bounded(seconds));

    /// <exception cref="ArgumentException">The text has half a surrogate pair in it.</exception>
    public static BareItem DisplayText(string value)
    {
        // Throws where a half stands alone.
        _ = StrictUtf8.Encoding.GetByteCount(value);
        return new(BareItemKind.DisplayText, 0, value);
    }

    public bool Equals(BareItem other) =>
        Kind == other.Kind
            && _number == other._number
            && (_content is byte[] bytes ? bytes.AsSpan().SequenceEqual((byte[])other._content!) : Equals(_content, other._content));

    public override bool Equals(object? obj) => obj is BareItem other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Kind, _number, _content is byte[] bytes ? bytes.Length : _content?.GetHashCode());

    private static long Bounded(long number)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, MaxInteger);
        ArgumentOutOfRangeException.ThrowIfLessThan(number, -MaxInteger);
        return number;
    }
}
