using NCrontab;

namespace SmartTransfer.LocalHost.Timers;

/// <summary>A cron expression of six fields (seconds first) or five, in UTC, as a Functions app runs it in Azure.</summary>
internal sealed class CronSchedule(CrontabSchedule expression) : ISchedule
{
    public static CronSchedule? TryParse(string text)
    {
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        var expression = CrontabSchedule.TryParse(text, new CrontabSchedule.ParseOptions { IncludingSeconds = fields != 5 });
        return expression is null ? null : new CronSchedule(expression);
    }

    public DateTimeOffset NextAfter(DateTimeOffset instant)
    {
        var next = expression.GetNextOccurrence(instant.UtcDateTime);
        return new DateTimeOffset(DateTime.SpecifyKind(next, DateTimeKind.Unspecified), TimeSpan.Zero);
    }
}
