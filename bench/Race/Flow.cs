using SmartTransfer.Bench.Links;

namespace SmartTransfer.Bench.Race;

/// <summary>One connection over the link, and what befalls it.</summary>
internal sealed class Flow
{
    private readonly LinkProfile _link;
    private readonly double _resetAfter;
    private readonly double _stallAfter;
    private double _resetHazard;
    private double _stallHazard;
    private double _agedAt;

    /// <param name="link">The link.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="index">Which connection of the run it is.</param>
    /// <param name="now">Seconds since the link was first used.</param>
    public Flow(LinkProfile link, ulong seed, int index, double now)
    {
        (_link, _agedAt) = (link, now);
        var faults = new RandomStream(seed, Purpose.Faults(index));
        (_resetAfter, _stallAfter) = (faults.UntilNext(1), faults.UntilNext(1));
    }

    /// <summary>What became of it; none while it works.</summary>
    public Fault? End { get; private set; }

    /// <summary>Lets time pass.</summary>
    public void Age(double now, bool isBad)
    {
        var passed = now - _agedAt;
        _agedAt = now;
        _resetHazard += passed * (isBad && _link.BadResetsPerSecond > 0 ? _link.BadResetsPerSecond : _link.ResetsPerSecond);
        _stallHazard += passed * _link.StallsPerSecond;
        End ??= _resetHazard >= _resetAfter ? Fault.Reset : _stallHazard >= _stallAfter ? Fault.Stall : null;
    }

    /// <summary>Ends it, if it has not ended.</summary>
    public void Strike(Fault fault) => End ??= fault;
}
