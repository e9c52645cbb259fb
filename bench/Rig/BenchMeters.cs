using System.Diagnostics.Metrics;

namespace SmartTransfer.Bench.Rig;

/// <summary>Makes meters; whoever wants to hear them listens by name.</summary>
internal sealed class BenchMeters : IMeterFactory
{
    private readonly List<Meter> _meters = [];

    public Meter Create(MeterOptions options)
    {
        var meter = new Meter(options.Name, options.Version, options.Tags, this);
        _meters.Add(meter);
        return meter;
    }

    public void Dispose() => _meters.ForEach(meter => meter.Dispose());
}
