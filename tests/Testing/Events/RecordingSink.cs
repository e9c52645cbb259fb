using SmartTransfer.Core.Ports;

namespace SmartTransfer.Testing.Events;

/// <summary>A receiver of events that notes what it was given, and answers what a test says.</summary>
public sealed class RecordingSink(string name = "queue") : IEventSink
{
    private readonly Lock _lock = new();
    private readonly List<EventMessage> _received = [];
    private int _asked;

    public string Name => name;

    /// <summary>What it answers; it has an event where it answers that it has.</summary>
    public Func<EventMessage, SinkAnswer> Answer { get; set; } = static _ => SinkAnswer.Delivered;

    /// <summary>What it has, in the order in which it came; repeats among it.</summary>
    public IReadOnlyList<EventMessage> Received
    {
        get
        {
            lock (_lock)
            {
                return [.. _received];
            }
        }
    }

    /// <summary>The kinds of what it has, without repeats: what a receiver sees that drops repeats by id.</summary>
    public IReadOnlyList<string> Kinds => [.. Received.DistinctBy(message => message.Id).Select(message => message.Type)];

    /// <summary>How often it was asked.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public Task<SinkAnswer> SendAsync(EventMessage message, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        lock (_lock)
        {
            var answer = Answer(message);
            if (answer.Outcome is SinkOutcome.Delivered)
            {
                _received.Add(message);
            }

            return Task.FromResult(answer);
        }
    }
}
