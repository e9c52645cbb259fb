namespace SmartTransfer.Functions.Headers.Structured;

/// <summary>The types of a bare item (RFC 9651, section 3.3). RFC 8941 has all but the last two.</summary>
internal enum BareItemKind
{
    /// <summary>A whole number of up to 15 digits.</summary>
    Integer = 0,

    /// <summary>A number of up to 12 digits before the point and 3 after it.</summary>
    Decimal = 1,

    /// <summary>Printable ASCII in double quotes.</summary>
    Text = 2,

    /// <summary>A short word without quotes.</summary>
    Token = 3,

    /// <summary>Bytes, in base64 between colons.</summary>
    Bytes = 4,

    /// <summary>?1 or ?0.</summary>
    Boolean = 5,

    /// <summary>Seconds since 1970-01-01T00:00:00Z, behind an @.</summary>
    Date = 6,

    /// <summary>Unicode text, percent-encoded in double quotes.</summary>
    DisplayText = 7,
}
