using SmartTransfer.EndToEnd;
using SmartTransfer.Storm.Clients;
using SmartTransfer.Storm.Events;
using SmartTransfer.Storm.Judging;
using SmartTransfer.Storm.Scenarios;
using SmartTransfer.Testing.Inspection;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Storm;

/// <summary>What comes after a storm: a last host delivers events and sweeps until nothing is due, and all is judged.</summary>
/// <param name="stored">Storage.</param>
/// <param name="scenarios">What clients did and were told.</param>
/// <param name="receiver">What the receiver of events was given.</param>
/// <param name="records">What was seen of the records of uploads.</param>
internal sealed class StormEnd(
    StoredUploads stored, IReadOnlyCollection<Scenario> scenarios, EventReceiver receiver, UploadRecords records)
{
    private const int LastHours = 24 * 40;

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    /// <summary>What is wrong, each with the story of the upload.</summary>
    public IReadOnlyList<string> Findings { get; private set; } = [];

    /// <summary>Sweeps hour by hour until nothing is due any more, then looks at all that is there.</summary>
    /// <param name="settings">Those of the last host.</param>
    /// <param name="now">When the storm was over, by its calendar.</param>
    public async Task<StormFigures> SweepAndJudgeAsync(IReadOnlyDictionary<string, string> settings, DateTimeOffset now)
    {
        // A whole second: timers know nothing finer than a millisecond, and this clock does not get past a rest on its own.
        var last = new ManualTimeProvider(DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds() + 1));
        await using var host = await SweepingHost.StartAsync(settings, last);
        var inventory = new Inventory(stored, host.Client);
        await records.LookAsync();
        for (var hour = 0; hour < LastHours && (await inventory.LeftoversAsync()).Count > 0; hour++)
        {
            last.Advance(TimeSpan.FromHours(1));
            _ = await host.DeliverEventsAsync();
            _ = await host.ConcatenateAsync();
            _ = await host.SweepAsync();
            await SettleAsync(host, last);
            await records.LookAsync();
        }

        var figures = await inventory.JudgeAsync(scenarios);
        var delivered = new DeliveredEvents(receiver.Deliveries);
        var judge = Judge(delivered, inventory);
        Findings = [.. inventory.Findings, .. judge.Findings.Select(Tell)];
        return figures with
        {
            Events = delivered.Count,
            EventRepeats = delivered.Repeats,
            EventsRefused = delivered.Refused,
            EventFaults = judge.Findings.Count,
        };
    }

    /// <summary>Waits for events that are being delivered; they may wait some seconds for another instance, which is dead.</summary>
    private static async Task SettleAsync(SweepingHost host, ManualTimeProvider clock)
    {
        var settling = host.SettleEventsAsync();
        while (await Task.WhenAny(settling, Task.Delay(Glance)) != settling)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        await settling;
    }

    private EventJudge Judge(DeliveredEvents delivered, Inventory inventory)
    {
        var judge = new EventJudge(delivered);
        judge.JudgeDeliveries();
        judge.JudgeRecords(records.ByKey);
        judge.JudgeFacts(scenarios.SelectMany(scenario => scenario.Heard.Facts));
        judge.JudgeFiles(inventory.Files);
        return judge;
    }

    private string Tell(EventFinding finding)
    {
        var deliveries = receiver.Deliveries.Where(delivery => delivery.Subject == finding.Key).ToArray();
        var name = (records.ByKey.GetValueOrDefault(finding.Key)?.FileName ?? deliveries.FirstOrDefault()?.FileName)?.Replace(".part", "");
        Story? story = scenarios.FirstOrDefault(scenario => scenario.FileName == name)?.Story
            ?? scenarios.FirstOrDefault(scenario => scenario.Heard.Facts.Any(fact => DeliveredEvents.KeyOf(fact.Id) == finding.Key))?.Story;
        return string.Join(
            Environment.NewLine,
            [
                $"Events of {finding.Key}: {finding.What}",
                $"  record: {records.ByKey.GetValueOrDefault(finding.Key)?.ToString() ?? "none"}",
                .. deliveries.Select(delivery => $"  came: {delivery}"),
                story,
            ]);
    }
}
