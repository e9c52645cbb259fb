using System.Diagnostics.Metrics;

namespace SmartTransfer.Testing.Telemetry;

/// <summary>Makes meters, as the framework's factory does, and remembers what is measured by them and by no others.</summary>
public sealed class TestMeters : IMeterFactory
{
    private readonly Lock _lock = new();
    private readonly HashSet<Meter> _meters = [];
    private readonly List<Measurement> _measurements = [];
    private readonly List<Instrument> _instruments = [];
    private MeterListener? _listener;

    /// <summary>Every instrument that was made since <see cref="Listen"/> or before.</summary>
    public IReadOnlyList<Instrument> Instruments
    {
        get
        {
            lock (_lock)
            {
                return [.. _instruments];
            }
        }
    }

    /// <summary>Makes a meter.</summary>
    public Meter Create(MeterOptions options)
    {
        // Known before it can publish anything.
        var meter = new Meter(options.Name, options.Version, options.Tags, this);
        lock (_lock)
        {
            _meters.Add(meter);
        }

        return meter;
    }

    /// <summary>Begins to listen.</summary>
    public void Listen()
    {
        _listener = new MeterListener { InstrumentPublished = Published };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Asks the instruments that are observed.</summary>
    public void Observe() => _listener!.RecordObservableInstruments();

    /// <summary>What was measured by an instrument, as text: the value and the attributes by their last parts.</summary>
    public IReadOnlyList<string> Of(string instrument) => [.. ValuesOf(instrument).Select(measurement => measurement.ToString())];

    /// <summary>What was measured by an instrument.</summary>
    public IReadOnlyList<Measurement> ValuesOf(string instrument)
    {
        lock (_lock)
        {
            return [.. _measurements.Where(measurement => measurement.Instrument == instrument)];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener?.Dispose();
        foreach (var meter in _meters)
        {
            meter.Dispose();
        }
    }

    private void Published(Instrument instrument, MeterListener listener)
    {
        if (instrument.Meter.Scope == this)
        {
            lock (_lock)
            {
                _instruments.Add(instrument);
            }

            listener.EnableMeasurementEvents(instrument);
        }
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var measurement = new Measurement(instrument.Name, value, tags.ToArray().ToDictionary(tag => tag.Key, tag => (string?)tag.Value));
        lock (_lock)
        {
            _measurements.Add(measurement);
        }
    }

    /// <summary>One measurement.</summary>
    /// <param name="Instrument">The instrument's name.</param>
    /// <param name="Value">What was measured.</param>
    /// <param name="Attributes">With which attributes.</param>
    public sealed record Measurement(string Instrument, double Value, IReadOnlyDictionary<string, string?> Attributes)
    {
        /// <inheritdoc/>
        public override string ToString() =>
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Value} {string.Join(' ', Attributes.Values)}").TrimEnd();
    }
}
