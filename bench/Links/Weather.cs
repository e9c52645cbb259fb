namespace SmartTransfer.Bench.Links;

/// <summary>
/// What happens to the link as a whole, whoever uses it and how: its rate, its bad spells, its handovers. The same seed has the
/// same weather under every policy.
/// </summary>
internal sealed class Weather
{
    private readonly LinkProfile _link;
    private readonly RandomStream _levels;
    private readonly RandomStream _spells;
    private readonly RandomStream _handovers;
    private readonly double _levelRate;
    private int _level;
    private double _levelUntil;
    private double _spellUntil;
    private double _handoverAt;
    private double _outageEndsAt = double.PositiveInfinity;

    public Weather(LinkProfile link, ulong seed)
    {
        _link = link;
        (_levels, _spells, _handovers) = (new(seed, Purpose.Levels), new(seed, Purpose.Spells), new(seed, Purpose.Handovers));
        _levelRate = link.LevelSeconds > 0 && link.LevelBytesPerSecond.Count > 1 ? 1 / link.LevelSeconds : 0;
        _level = (int)(_levels.Next() * link.LevelBytesPerSecond.Count);
        _levelUntil = _levels.UntilNext(_levelRate);
        _spellUntil = link.GoodSeconds > 0 ? _spells.UntilNext(1 / link.GoodSeconds) : double.PositiveInfinity;
        _handoverAt = NextHandoverAfter(0);
    }

    /// <summary>In a bad spell.</summary>
    public bool IsBad { get; private set; }

    /// <summary>Until when nothing gets through.</summary>
    public double OutageUntil { get; private set; }

    /// <summary>What the link carries now, in bytes/s.</summary>
    public double BytesPerSecond =>
        _outageEndsAt < double.PositiveInfinity ? 0 : _link.LevelBytesPerSecond[_level] * (IsBad ? _link.BadShare : 1);

    /// <summary>When something changes next.</summary>
    public double NextAt => Math.Min(Math.Min(_levelUntil, _spellUntil), Math.Min(_handoverAt, _outageEndsAt));

    /// <summary>Brings about what changes at <paramref name="now"/>. True where it is a handover.</summary>
    public bool Change(double now)
    {
        var handover = false;
        if (now >= _levelUntil)
        {
            _level = NextLevel();
            _levelUntil = now + _levels.UntilNext(_levelRate);
        }

        if (now >= _spellUntil)
        {
            IsBad = !IsBad;
            _spellUntil = now + _spells.UntilNext(1 / (IsBad ? _link.BadSeconds : _link.GoodSeconds));
        }

        if (now >= _handoverAt)
        {
            handover = true;
            OutageUntil = now + _link.OutageSeconds;
            _outageEndsAt = OutageUntil;
            _handoverAt = NextHandoverAfter(OutageUntil);
        }

        if (now >= _outageEndsAt)
        {
            _outageEndsAt = double.PositiveInfinity;
        }

        return handover;
    }

    private int NextLevel()
    {
        var last = _link.LevelBytesPerSecond.Count - 1;
        return _level switch
        {
            0 => 1,
            _ when _level == last => last - 1,
            _ => _levels.Next() < 0.5 ? _level - 1 : _level + 1,
        };
    }

    private double NextHandoverAfter(double now) =>
        _link.HandoverSeconds > 0 ? now + (_link.HandoverSeconds * _handovers.Between(0.5, 1.5)) : double.PositiveInfinity;
}
