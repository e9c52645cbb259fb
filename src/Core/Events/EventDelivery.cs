using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Events;

/// <summary>
/// Delivers events as soon as they are stored, beside the request that made them: its answer does not wait for anybody's webhook. What
/// does not work out, or is cut off with the process, a timer delivers.
/// </summary>
public sealed class EventDelivery(
    DeliverEntry deliverEntry, UntoldEvents untold, EventConfirmations confirmations, TimeProvider clock, ILogger<EventDelivery> log)
{
    /// <summary>Events that are being delivered at once; of more, a timer takes care.</summary>
    public const int AtOnce = 256;

    private const int Looks = 6;

    // Another instance removes an entry a few seconds after it has delivered it.
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<UploadId, Line> _running = [];
    private int _count;

    /// <summary>Begins to deliver the last event of an upload, after those of it that are being delivered.</summary>
    /// <param name="session">The upload as it was stored.</param>
    /// <param name="entry">The entry of the event.</param>
    internal void Begin(UploadSession session, EventEntry entry)
    {
        lock (_lock)
        {
            if (_count < AtOnce)
            {
                _count++;
                if (!_running.TryGetValue(session.Id, out var line))
                {
                    _running[session.Id] = line = new Line();
                }

                line.Length++;
                line.Last = RunAsync(session, entry, line);
            }
        }
    }

    /// <summary>Completes once nothing is being delivered and what was delivered is confirmed.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        for (Task[] running; (running = Running()).Length > 0;)
        {
            await Task.WhenAll(running).WaitAsync(cancellationToken);
        }

        await confirmations.FlushAsync(cancellationToken);
    }

    private Task[] Running()
    {
        lock (_lock)
        {
            return [.. _running.Values.Select(line => line.Last)];
        }
    }

    private async Task RunAsync(UploadSession session, EventEntry entry, Line line)
    {
        var before = line.Last;
        await Task.Yield();
        await before;
        try
        {
            await DeliverAsync(session, entry);
        }
        catch (Exception fault)
        {
            // Whatever it is: the entry is there, and a timer takes it up.
            CoreLog.EventLeft(log, fault, session.Events[^1].Id);
        }

        lock (_lock)
        {
            _count--;
            if (--line.Length == 0)
            {
                _running.Remove(session.Id);
            }
        }
    }

    private async Task DeliverAsync(UploadSession session, EventEntry entry)
    {
        // No caller's token: the request may be over long before a receiver answers. Each call has its own time.
        await AwaitEarlierAsync(session, entry);
        if (await deliverEntry.RunAsync(session, entry, CancellationToken.None) is EntryState.Told)
        {
            confirmations.Add(entry);
        }
    }

    /// <summary>Waits a few seconds for another instance that is delivering the upload's earlier events.</summary>
    private async Task AwaitEarlierAsync(UploadSession session, EventEntry entry)
    {
        for (var looks = 0; looks < Looks; looks++)
        {
            var now = clock.GetUtcNow();
            var earlier = await untold.BlockersAsync(session, session.Events[^1].Number, CancellationToken.None);
            if (!earlier.Any(blocker => blocker.Entry.Key != entry.Key && blocker.Entry.Attempts == 0 && now < blocker.Entry.DueAt))
            {
                return;
            }

            await Task.Delay(LookAgainAfter, clock);
        }
    }

    /// <summary>The events of one upload that are being delivered, one after another.</summary>
    private sealed class Line
    {
        public int Length { get; set; }

        public Task Last { get; set; } = Task.CompletedTask;
    }
}
