using System.Buffers;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Resilience;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Core.Tests.Resilience;

/// <summary>Few long block lists are read at once, and short ones do not wait for them.</summary>
public sealed class TurnsToListTests : IDisposable
{
    private static readonly BlockListing Long = new(new StagedBlock[TurnsToList.MostOfShort + 1], null);
    private static readonly BlockListing LongFile = new([], new StagedBlock[TurnsToList.MostOfShort + 1]);

    private readonly ManualTimeProvider _clock = new();
    private readonly SequentialUploadIds _ids = new();
    private readonly SlowLists _store = new();
    private readonly TurnsToList _turns;

    public TurnsToListTests() => _turns = new TurnsToList(_store, _clock);

    public void Dispose() => _turns.Dispose();

    [Fact]
    public async Task Lists_that_may_be_long_take_turns()
    {
        var asked = Enumerable.Range(0, TurnsToList.MostAtOnce + 2).Select(_ => _turns.ListAsync(_ids.Next(), default)).ToList();
        Assert.Equal(TurnsToList.MostAtOnce, _store.Reading);
        for (var left = asked.Count; left > 0; left--)
        {
            await _store.UntilAsync(reading => reading == Math.Min(left, TurnsToList.MostAtOnce));
            _store.Answer(Long);
        }

        await Task.WhenAll(asked);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_was_short_waits_for_nobody_until_it_is_long(bool isFile)
    {
        var id = _ids.Next();
        await AnsweredAsync(id, BlockListing.Empty);
        _ = Enumerable.Range(0, TurnsToList.MostAtOnce).Select(_ => _turns.ListAsync(_ids.Next(), default)).ToList();
        var passing = _turns.ListAsync(id, default);
        Assert.Equal(TurnsToList.MostAtOnce + 1, _store.Reading);

        _store.AnswerLast(isFile ? LongFile : Long);
        await passing;
        _ = _turns.ListAsync(id, default);
        Assert.Equal(TurnsToList.MostAtOnce, _store.Reading);
    }

    [Fact]
    public async Task A_turn_that_failed_is_over()
    {
        for (var i = 0; i < 3 * TurnsToList.MostAtOnce; i++)
        {
            var asked = _turns.ListAsync(_ids.Next(), default);
            _store.Fail(new StorageUnavailableException("A test says so."));
            await Assert.ThrowsAsync<StorageUnavailableException>(() => asked);
        }
    }

    [Fact]
    public async Task Whoever_waits_too_long_is_told_to_come_back()
    {
        _ = Enumerable.Range(0, TurnsToList.MostAtOnce).Select(_ => _turns.ListAsync(_ids.Next(), default)).ToList();
        var waiting = _turns.ListAsync(_ids.Next(), default);
        _clock.Advance(BoundedTurns.LongestWait);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => waiting);
    }

    [Fact]
    public async Task Whoever_goes_away_waits_no_longer_and_takes_no_turn()
    {
        var first = Enumerable.Range(0, TurnsToList.MostAtOnce).Select(_ => _turns.ListAsync(_ids.Next(), default)).ToList();
        using var gone = new CancellationTokenSource();
        var waiting = _turns.ListAsync(_ids.Next(), gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        first.ForEach(_ => _store.Answer(Long));
        await Task.WhenAll(first);
        _ = Enumerable.Range(0, TurnsToList.MostAtOnce).Select(_ => _turns.ListAsync(_ids.Next(), default)).ToList();
        Assert.Equal(TurnsToList.MostAtOnce, _store.Reading);
    }

    private async Task AnsweredAsync(UploadId id, BlockListing listing)
    {
        var asked = _turns.ListAsync(id, default);
        _store.Answer(listing);
        await asked;
    }

    private sealed class SlowLists : IBlockStore
    {
        private readonly Lock _lock = new();
        private readonly List<TaskCompletionSource<BlockListing>> _reading = [];

        public int Reading
        {
            get
            {
                lock (_lock)
                {
                    return _reading.Count;
                }
            }
        }

        public void Answer(BlockListing listing) => Take(0).SetResult(listing);

        public void AnswerLast(BlockListing listing) => Take(Reading - 1).SetResult(listing);

        public void Fail(Exception fault) => Take(0).SetException(fault);

        public async Task UntilAsync(Func<int, bool> isReached)
        {
            while (!isReached(Reading))
            {
                await Task.Yield();
            }
        }

        public Task<BlockListing> ListAsync(UploadBlob blob, CancellationToken cancellationToken)
        {
            var reading = new TaskCompletionSource<BlockListing>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_lock)
            {
                _reading.Add(reading);
            }

            return reading.Task.WaitAsync(cancellationToken);
        }

        public Task StageAsync(UploadBlob blob, BlockId block, ReadOnlySequence<byte> content, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<bool> TryCopyAsync(
            UploadBlob source, long offset, UploadBlob target, BlockId block, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        private TaskCompletionSource<BlockListing> Take(int at)
        {
            lock (_lock)
            {
                var taken = _reading[at];
                _reading.RemoveAt(at);
                return taken;
            }
        }
    }
}
