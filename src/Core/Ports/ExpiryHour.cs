using System.Globalization;

namespace SmartTransfer.Core.Ports;

/// <summary>An hour of UTC: what sessions are filed under in the expiry index.</summary>
/// <param name="Number">Hours since 1970-01-01T00:00Z.</param>
public readonly record struct ExpiryHour(long Number) : IComparable<ExpiryHour>
{
    private const string Pattern = "yyyyMMddHH";

    /// <summary>
    /// Under which final uploads are filed whose parts are being put together: an hour long past, so they are due at any time,
    /// and read alone by asking for what comes before <see cref="AfterConcatenations"/>.
    /// </summary>
    public static ExpiryHour Concatenations => new(0);

    /// <summary>The hour after <see cref="Concatenations"/>.</summary>
    public static ExpiryHour AfterConcatenations => new(1);

    /// <summary>Under which sessions are filed with which the sweep could not deal, time after time: an hour that never passes.</summary>
    public static ExpiryHour SetAside => Of(new DateTimeOffset(9999, 12, 31, 22, 0, 0, TimeSpan.Zero));

    /// <summary>The hour in which an instant lies.</summary>
    public static ExpiryHour Of(DateTimeOffset instant)
    {
        // Whole ticks: a quotient of doubles rounds the last moments of an hour up into the next.
        var (hours, rest) = Math.DivRem((instant - DateTimeOffset.UnixEpoch).Ticks, TimeSpan.TicksPerHour);
        return new ExpiryHour(rest < 0 ? hours - 1 : hours);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static ExpiryHour Parse(string text) =>
        Of(DateTimeOffset.ParseExact(text, Pattern, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));

    /// <inheritdoc/>
    public int CompareTo(ExpiryHour other) => Number.CompareTo(other.Number);

    /// <summary>The hour as <c>yyyyMMddHH</c>, which sorts as the hours do.</summary>
    public override string ToString() =>
        (DateTimeOffset.UnixEpoch + TimeSpan.FromHours(Number)).ToString(Pattern, CultureInfo.InvariantCulture);
}
