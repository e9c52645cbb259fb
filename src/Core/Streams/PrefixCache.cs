using System.Collections.Concurrent;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Options;

namespace SmartTransfer.Core.Streams;

/// <summary>
/// Remembers how far each upload is after what this instance staged, so that a body that goes on from there costs no block
/// list. Never the truth, only a guess that saves a call: a body that begins elsewhere has the block list asked, and every
/// prefix that was true stays true as long as the upload is open (<see cref="Ledgers.Ledger.ContiguousPrefix"/>).
/// </summary>
public sealed class PrefixCache(SessionOptions options)
{
    private readonly ConcurrentDictionary<UploadId, KnownPrefix> _known = new();

    /// <summary>Uploads that are remembered.</summary>
    internal int Count => _known.Count;

    /// <summary>What is remembered of an upload; null for nothing.</summary>
    public KnownPrefix? Find(UploadId id) => _known.TryGetValue(id, out var prefix) ? prefix : null;

    /// <summary>Notes what the block list says.</summary>
    public void Learn(UploadId id, KnownPrefix prefix)
    {
        if (_known.Count >= options.CacheEntries)
        {
            // Any tenth: what is missed is read again.
            foreach (var forgotten in _known.Keys.Take((options.CacheEntries / 10) + 1))
            {
                _known.TryRemove(forgotten, out _);
            }
        }

        _known[id] = prefix;
    }

    /// <summary>
    /// Notes that blocks were staged that go on from <paramref name="from"/>; nothing where the upload is known to stand
    /// elsewhere, since another connection was faster.
    /// </summary>
    public void Advance(UploadId id, KnownPrefix from, KnownPrefix to)
    {
        if (_known.TryGetValue(id, out var known) && known.Bytes == from.Bytes)
        {
            _known.TryUpdate(id, to, known);
        }
    }

    /// <summary>Forgets an upload that has ended.</summary>
    public void Forget(UploadId id) => _known.TryRemove(id, out _);
}
