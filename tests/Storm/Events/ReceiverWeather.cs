namespace SmartTransfer.Storm.Events;

/// <summary>What the receiver of events suffers from; the same seed draws the same numbers.</summary>
internal sealed class ReceiverWeather(int seed)
{
    private const double Outages = 0.01;
    private const int OutageDeliveries = 12;
    private const int LongestDelayMs = 2500;

    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);
    private int _outage;
    private volatile bool _calm;

    /// <summary>It answers well from now on.</summary>
    public void Calm() => _calm = true;

    /// <summary>Decides about a delivery.</summary>
    public ReceiverMood Next()
    {
        lock (_lock)
        {
            if (_calm)
            {
                return ReceiverMood.Good;
            }

            if (_outage > 0 || _random.NextDouble() < Outages)
            {
                _outage = _outage > 0 ? _outage - 1 : OutageDeliveries;
                return new ReceiverMood(503);
            }

            return _random.NextDouble() switch
            {
                < 0.04 => new ReceiverMood(500),
                < 0.07 => new ReceiverMood(503, RetryAfter: _random.Next(60)),
                < 0.09 => new ReceiverMood(500, Delay()),
                < 0.13 => new ReceiverMood(200, LosesAnswer: true),
                < 0.19 => new ReceiverMood(200, Delay()),
                _ => ReceiverMood.Good,
            };
        }
    }

    // Longer than a sender waits, or not.
    private TimeSpan Delay() => TimeSpan.FromMilliseconds(_random.Next(LongestDelayMs));
}
