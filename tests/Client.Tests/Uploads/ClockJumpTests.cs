using System.Collections.Concurrent;
using SmartTransfer.Client.Tests.Scripted;

namespace SmartTransfer.Client.Tests.Uploads;

/// <summary>
/// A laptop that wakes up, a phone that finds the time: the wall clock jumps, and what is measured goes by the other one.
/// </summary>
public sealed class ClockJumpTests : ScriptedTest
{
    private const int FileBytes = 500_000;

    [Fact]
    public async Task Waits_and_patience_and_rate_go_on_while_the_wall_clock_leaps()
    {
        var (path, bytes) = NewFile(FileBytes);
        Service.Script = (request, before) => !request.IsChunk ? null
            : before % 3 == 1 ? ScriptedAnswer.LoseConnection()
            : before % 3 == 2 ? ScriptedAnswer.Problem(503, "busy", 20)
            : null;
        var told = new Told();

        _ = await Client(options => options.Clock = new LeapingClock()).UploadAsync(path, Options, told);

        Assert.Equal(bytes, Service.File);
        Assert.Contains(told, progress => progress.FailedAttempts > 0);
        Assert.All(told, progress =>
        {
            Assert.True(progress.BytesPerSecond is null or (>= 0 and < 1e10), $"{progress.BytesPerSecond}");
            Assert.InRange(progress.TimeLeft ?? TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromHours(1));
        });
    }

    [Theory]
    [InlineData(2060, 1990)]
    [InlineData(1990, 2060)]
    public async Task A_journal_of_another_year_is_resumed(int began, int resumed)
    {
        var (path, bytes) = NewFile(FileBytes);
        using var interrupted = new CancellationTokenSource();
        Service.Script = (request, before) =>
        {
            if (!request.IsChunk || before < 3)
            {
                return null;
            }

            interrupted.Cancel();
            return ScriptedAnswer.BeSilent();
        };
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Client(options => options.Clock = new LeapingClock(began)).UploadAsync(path, cancellationToken: interrupted.Token));
        Assert.Equal(began, Assert.Single(Journals.List()).StartedAt.Year);
        Service.Script = (_, _) => null;

        var result = await Client(options => options.Clock = new LeapingClock(resumed)).UploadAsync(path, Options);

        Assert.True(result.IsResumed);
        Assert.Equal(bytes, Service.File);
        Assert.Empty(Journals.List());
    }

    /// <summary>
    /// A wall clock that leaps forth and back each time it is read, or stands in one year; time itself goes on as it does.
    /// </summary>
    private sealed class LeapingClock(int? year = null) : TimeProvider
    {
        private int _reads;

        public override DateTimeOffset GetUtcNow() => year is { } fixedYear
            ? new(fixedYear, 6, 1, 0, 0, 0, TimeSpan.Zero)
            : System.GetUtcNow().AddDays(Interlocked.Increment(ref _reads) % 2 == 0 ? 5000 : -5000);
    }

    private sealed class Told : ConcurrentQueue<TransferProgress>, IProgress<TransferProgress>
    {
        public void Report(TransferProgress value) => Enqueue(value);
    }
}
