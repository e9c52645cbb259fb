using SmartTransfer.Core.Identity;

namespace SmartTransfer.Core.Ports;

/// <summary>A client's entry in the index of profiles.</summary>
/// <param name="Day">The day of UTC on which the profile is due to be looked at.</param>
/// <param name="Client">Whose it is.</param>
public readonly record struct ProfileExpiry(DateOnly Day, ClientKey Client)
{
    /// <summary>The day of UTC in which an instant lies.</summary>
    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.UtcDateTime);
}
