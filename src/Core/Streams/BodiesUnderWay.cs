using SmartTransfer.Core.Identity;

namespace SmartTransfer.Core.Streams;

/// <summary>
/// The bodies that this instance is taking in, so that a client which comes anew does not meet its own dead connection: what it is told
/// then stays true until its next request (draft-ietf-httpbis-resumable-upload, 4.6). Other instances know nothing of it; what
/// they stage meanwhile cannot mix with other bytes (docs/adr/0020).
/// </summary>
public sealed class BodiesUnderWay
{
    private readonly Dictionary<UploadId, List<Passage>> _bodies = [];

    /// <summary>Uploads that have bodies under way.</summary>
    internal int Count
    {
        get
        {
            lock (_bodies)
            {
                return _bodies.Count;
            }
        }
    }

    /// <summary>Notes a body, which is under way until it is disposed of.</summary>
    /// <param name="id">The upload.</param>
    /// <param name="endsOlder">Whether the bodies before it end: returned once what they had in flight is staged.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async Task<Passage> BeginAsync(UploadId id, bool endsOlder, CancellationToken cancellationToken)
    {
        var own = new Passage(this, id);
        Passage[] older;
        lock (_bodies)
        {
            var all = _bodies.TryGetValue(id, out var known) ? known : _bodies[id] = [];
            older = endsOlder ? [.. all] : [];
            all.Add(own);
        }

        try
        {
            await EndAsync(older, cancellationToken);
            return own;
        }
        catch
        {
            own.Dispose();
            throw;
        }
    }

    /// <summary>Ends all bodies of an upload. Returned once what they had in flight is staged.</summary>
    internal Task EndAsync(UploadId id, CancellationToken cancellationToken)
    {
        Passage[] all;
        lock (_bodies)
        {
            all = _bodies.TryGetValue(id, out var known) ? [.. known] : [];
        }

        return EndAsync(all, cancellationToken);
    }

    private static async Task EndAsync(Passage[] bodies, CancellationToken cancellationToken)
    {
        foreach (var body in bodies)
        {
            body.End();
        }

        foreach (var body in bodies)
        {
            await body.Over.WaitAsync(cancellationToken);
        }
    }

    private void Remove(Passage body)
    {
        lock (_bodies)
        {
            if (_bodies.TryGetValue(body.Id, out var all) && all.Remove(body) && all.Count == 0)
            {
                _bodies.Remove(body.Id);
            }
        }
    }

    /// <summary>One body.</summary>
    internal sealed class Passage(BodiesUnderWay all, UploadId id) : IDisposable
    {
        // Not disposed of: whoever ends this body may be a moment later than its end. It has no timer and links nothing.
        private readonly CancellationTokenSource _ended = new();
        private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public UploadId Id => id;

        /// <summary>Fires when the body must end.</summary>
        public CancellationToken Ended => _ended.Token;

        /// <summary>Completed when nothing of it is in flight any more.</summary>
        public Task Over => _over.Task;

        public void End() => _ended.Cancel();

        public void Dispose()
        {
            all.Remove(this);
            _over.TrySetResult();
        }
    }
}
