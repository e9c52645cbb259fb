using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Testing.Files;

namespace SmartTransfer.Testing.Client;

/// <summary>
/// Sends a file as the advice says, to the letter: the size, the connections, the waits and when to stop and ask are those
/// of the last answer, and every request reports what became of the ones before it.
/// </summary>
/// <param name="client">What sends.</param>
/// <param name="file">The file.</param>
/// <param name="coding">How a body's end is told.</param>
/// <param name="patience">After how long a chunk without an answer is given up.</param>
/// <param name="hurry">By what the advised waits are divided, so that a test need not sit them out.</param>
public sealed class AdvisedUpload(ApiClient client, SeededFile file, BodyCoding coding, TimeSpan patience, double hurry)
{
    private readonly AttemptLog _log = new();
    private const long SmallestHalf = 64 * 1024;

    private readonly ConcurrentQueue<SentChunk> _sent = new();
    private readonly Lock _lock = new();
    private readonly Random _random = new(1);
    private List<ByteRange> _pending = [];
    private AdviceView _advice = null!;
    private int _failuresInRow;
    private int _unanswered;

    /// <summary>Every chunk that was tried.</summary>
    public IReadOnlyCollection<SentChunk> Sent => _sent;

    /// <summary>The most connections that were in use at once.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>The advice that stands.</summary>
    public AdviceView Advice => _advice;

    /// <summary>Sends what is missing of an upload until nothing is.</summary>
    public async Task SendAsync(string id, CancellationToken cancellationToken)
    {
        while (await AskAsync(id, cancellationToken) is { Count: > 0 } missing)
        {
            (_pending, _failuresInRow) = ([.. missing], 0);
            var running = new List<Task>();
            while (true)
            {
                while (running.Count < _advice.Parallel && !IsTired && Next() is { } chunk)
                {
                    running.Add(SendChunkAsync(id, chunk, cancellationToken));
                }

                if (running.Count == 0)
                {
                    break;
                }

                MostAtOnce = Math.Max(MostAtOnce, running.Count);
                var done = await Task.WhenAny(running);
                _ = running.Remove(done);
                await done;
            }
        }
    }

    private bool IsTired => _failuresInRow > _advice.MaxRetries;

    /// <summary>Asks for the status until an answer comes.</summary>
    private async Task<IReadOnlyList<ByteRange>> AskAsync(string id, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            given.CancelAfter(patience);
            try
            {
                var answer = await client.TryStatusAsync(id, _log.Take(1), given.Token);
                _advice = AdviceView.Of(answer) ?? throw new InvalidDataException($"No advice came with {answer}");
                if (answer.IsSuccess)
                {
                    return answer.Read<UploadView>().Missing;
                }
            }
            catch (Exception broken) when (IsOfTheLink(broken, cancellationToken))
            {
                // Asked again.
            }

            await Task.Delay(TimeSpan.FromSeconds(1) / hurry, cancellationToken);
        }
    }

    private ByteRange? Next()
    {
        lock (_lock)
        {
            if (_pending.Count == 0)
            {
                return null;
            }

            var (advice, gap) = (_advice, _pending[0]);
            var wanted = Halved(advice);
            var bytes = gap.Length - wanted < advice.MinChunkBytes ? Math.Min(gap.Length, advice.MaxChunkBytes) : wanted;
            var chunk = new ByteRange(gap.Offset, bytes);
            _pending.RemoveAt(0);
            if (bytes < gap.Length)
            {
                _pending.Insert(0, new ByteRange(chunk.End, gap.End - chunk.End));
            }

            _sent.Enqueue(new SentChunk(bytes, wanted, advice, IsRest: bytes == gap.Length));
            return chunk;
        }
    }

    private async Task SendChunkAsync(string id, ByteRange chunk, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        given.CancelAfter(patience);
        string error;
        try
        {
            var answer = await client.PutChunkAsync(
                id, chunk.Offset, file.Read(chunk), coding, report: _log.Take(_advice.Parallel), cancellationToken: given.Token);
            (_advice, _unanswered) = (AdviceView.Of(answer) ?? _advice, 0);
            if (answer.IsSuccess)
            {
                _log.Succeeded(chunk.Length, Stopwatch.GetElapsedTime(begun));
                _failuresInRow = 0;
                return;
            }

            error = answer.Status is HttpStatusCode.ServiceUnavailable
                ? "storage"
                : answer.ProblemCode == "chunk-digest-mismatch"
                ? "mismatch"
                : "connection";
        }
        catch (Exception broken) when (IsOfTheLink(broken, cancellationToken))
        {
            error = broken is OperationCanceledException ? "timeout" : "connection";
            _ = Interlocked.Increment(ref _unanswered);
        }

        _log.Failed(chunk.Length, Stopwatch.GetElapsedTime(begun), error);
        await Task.Delay(Wait(), cancellationToken);
        lock (_lock)
        {
            _pending.Insert(0, chunk);
        }
    }

    /// <summary>
    /// The advised size, halved for every attempt that brought no answer since the advice came; those of connections that were
    /// used at once count as one.
    /// </summary>
    private long Halved(AdviceView advice)
    {
        var halvings = Math.Min(16, (_unanswered + advice.Parallel - 1) / advice.Parallel);
        return Math.Min(advice.ChunkBytes, Math.Max(Math.Max(SmallestHalf, advice.MinChunkBytes), advice.ChunkBytes >> halvings));
    }

    /// <summary>A random time from 0 to the advised ceiling, doubled for every further failure, up to a minute.</summary>
    private TimeSpan Wait()
    {
        lock (_lock)
        {
            var ceiling = Math.Min(60_000, _advice.RetryMs * Math.Pow(2, Math.Min(_failuresInRow++, 10)));
            return TimeSpan.FromMilliseconds(_random.NextDouble() * ceiling / hurry);
        }
    }

    private static bool IsOfTheLink(Exception broken, CancellationToken cancellationToken) =>
        broken is HttpRequestException or IOException
            || (broken is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
