namespace SmartTransfer.Bench.Links;

/// <summary>What has still to be sent of a file, in order. A range that comes back joins its neighbours.</summary>
internal sealed class MissingRanges(long length)
{
    private readonly List<(long From, long To)> _gaps = [(0, length)];

    public bool IsEmpty => _gaps.Count == 0;

    /// <summary>Length of the first range that is missing.</summary>
    public long FirstBytes => _gaps[0].To - _gaps[0].From;

    /// <summary>Takes the first missing bytes, at most <paramref name="bytes"/> of them.</summary>
    public (long Offset, long Length) Take(long bytes)
    {
        var (from, to) = _gaps[0];
        var taken = Math.Min(bytes, to - from);
        if (from + taken == to)
        {
            _gaps.RemoveAt(0);
        }
        else
        {
            _gaps[0] = (from + taken, to);
        }

        return (from, taken);
    }

    /// <summary>Gives back bytes that did not get through.</summary>
    public void Return(long offset, long length)
    {
        if (length <= 0)
        {
            return;
        }

        var (from, to) = (offset, offset + length);
        var at = _gaps.FindIndex(gap => gap.From >= from);
        at = at < 0 ? _gaps.Count : at;
        if (at < _gaps.Count && _gaps[at].From == to)
        {
            to = _gaps[at].To;
            _gaps.RemoveAt(at);
        }

        if (at > 0 && _gaps[at - 1].To == from)
        {
            _gaps[at - 1] = (_gaps[at - 1].From, to);
        }
        else
        {
            _gaps.Insert(at, (from, to));
        }
    }
}
