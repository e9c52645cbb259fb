using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Core.Quotas;

/// <summary>A window of time, and how much one client may have in it.</summary>
/// <param name="Day">The day that it lies in, UTC.</param>
/// <param name="Number">Its number within the day, from 0.</param>
/// <param name="EndsAt">When the next one begins.</param>
/// <param name="Most">How much one client may have in it.</param>
internal readonly record struct AllowanceWindow(DateOnly Day, long Number, DateTimeOffset EndsAt, long Most)
{
    /// <summary>The window of an instant: the day for bytes, a part of it for requests; null where there is no limit.</summary>
    public static AllowanceWindow? Of(AllowanceKind kind, ClientLimitsOptions options, DateTimeOffset now)
    {
        var utc = now.UtcDateTime;
        var midnight = new DateTimeOffset(utc.Date, TimeSpan.Zero);
        var day = DateOnly.FromDateTime(utc);
        if (kind is AllowanceKind.Bytes)
        {
            return options.MaxBytesPerDay is { } bytes ? new AllowanceWindow(day, 0, midnight.AddDays(1), bytes) : null;
        }

        if (options.MaxRequestsPerSecond is not { } requests)
        {
            return null;
        }

        var number = (utc - utc.Date).Ticks / options.RequestWindow.Ticks;
        return new AllowanceWindow(
            day, number, midnight + (options.RequestWindow * (number + 1)), (long)(requests * options.RequestWindow.TotalSeconds));
    }
}
