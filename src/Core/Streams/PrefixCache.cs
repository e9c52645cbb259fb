using System.Collections.Concurrent;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Options;

namespace SmartTransfer.Core.Streams;

/// <summary>
/// Remembers where each upload stands after what this instance staged or read, so that a body that continues there costs no block
/// list. What is remembered may be out of date, and that does no harm: each block names the bytes that it continues, and the
/// block list is read before a file is made of them (docs/adr/0020).
/// </summary>
public sealed class PrefixCache(SessionOptions options)
{
    private readonly ConcurrentDictionary<UploadId, StreamTip> _known = new();

    /// <summary>Uploads that are remembered.</summary>
    internal int Count => _known.Count;

    /// <summary>What is remembered of an upload; null for nothing.</summary>
    public StreamTip? Find(UploadId id) => _known.TryGetValue(id, out var tip) ? tip : null;

    /// <summary>Notes what the block list says.</summary>
    public void Learn(UploadId id, StreamTip tip)
    {
        if (_known.Count >= options.CacheEntries)
        {
            // Any tenth: what is missed is read again.
            foreach (var forgotten in _known.Keys.Take((options.CacheEntries / 10) + 1))
            {
                _known.TryRemove(forgotten, out _);
            }
        }

        _known[id] = tip;
    }

    /// <summary>
    /// Notes that blocks were staged that continue at <paramref name="from"/>; nothing where another content or another place is
    /// remembered, since another connection was faster.
    /// </summary>
    public void Advance(UploadId id, StreamTip from, StreamTip to)
    {
        if (Find(id) is { } known && StreamRules.Advance(known, from, to) is { } advanced && advanced != known)
        {
            _known.TryUpdate(id, advanced, known);
        }
    }

    /// <summary>Forgets an upload that has ended.</summary>
    public void Forget(UploadId id) => _known.TryRemove(id, out _);
}
