using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Quotas;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Core.Tests.Quotas;

public sealed class AllowancesTests
{
    private const long DayBytes = 1_000_000;

    private static readonly ClientLimitsOptions Limits = new() { MaxBytesPerDay = DayBytes, MaxRequestsPerSecond = 10 };

    private readonly ManualTimeProvider _clock = new();
    private readonly InMemoryStorage _storage = new();

    private DateTimeOffset Now => _clock.GetUtcNow();

    [Fact]
    public async Task Without_a_limit_nothing_is_asked_and_nothing_refused()
    {
        var allowances = new Allowances(_storage.Allowances, new ClientLimitsOptions(), _clock);
        Assert.Null(await allowances.TakeAsync(SampleClient.Key(1), AllowanceKind.Bytes, long.MaxValue, default));
        Assert.Null(await allowances.TakeAsync(SampleClient.Key(1), AllowanceKind.Requests, 1, default));
        Assert.Equal(0, _storage.Calls.Total);
    }

    [Fact]
    public async Task All_of_it_may_be_had_and_no_byte_more()
    {
        var instance = Instance();
        for (long had = 0; had < DayBytes; had += 1000)
        {
            Assert.Null(await TakeAsync(instance, 1000));
        }

        var refused = await TakeAsync(instance, 1);
        Assert.Equal("too-many-bytes", refused!.Code);
        Assert.Equal(TimeSpan.FromDays(1), refused.RetryAfter);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task All_instances_together_never_give_out_more(int count)
    {
        var instances = Enumerable.Range(0, count).Select(_ => Instance()).ToArray();
        var random = new SequentialNumbers();
        long had = 0;
        await Task.WhenAll(instances.Select(instance => Task.Run(async () =>
        {
            for (var n = 0; n < 400; n++)
            {
                var amount = random.Next(1, 5000);
                if (await TakeAsync(instance, amount) is null)
                {
                    Interlocked.Add(ref had, amount);
                }
            }
        })));
        Assert.InRange(had, DayBytes / 2, DayBytes);
        Assert.InRange(_storage.AllowanceRows.Single().Taken, had, DayBytes);
    }

    [Fact]
    public async Task A_refusal_says_truly_when_there_is_more_again()
    {
        _clock.Advance(TimeSpan.FromHours(20.5));
        var instance = Instance();
        Assert.Null(await TakeAsync(instance, DayBytes));
        var refused = await TakeAsync(instance, 1000);
        Assert.Equal(TimeSpan.FromHours(3.5), refused!.RetryAfter);

        _clock.Advance(refused.RetryAfter!.Value - TimeSpan.FromTicks(1));
        Assert.NotNull(await TakeAsync(instance, 1000));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Null(await TakeAsync(instance, DayBytes));
    }

    [Fact]
    public async Task What_could_never_be_had_is_refused_without_a_time()
    {
        var refused = await TakeAsync(Instance(), DayBytes + 1);
        Assert.Equal("body-over-daily-limit", refused!.Code);
        Assert.Null(refused.RetryAfter);
    }

    [Fact]
    public async Task Requests_are_counted_in_windows()
    {
        _clock.Advance(TimeSpan.FromSeconds(15));
        var instance = Instance();
        for (var n = 0; n < 600; n++)
        {
            Assert.Null(await instance.TakeAsync(SampleClient.Key(1), AllowanceKind.Requests, 1, default));
        }

        var refused = await instance.TakeAsync(SampleClient.Key(1), AllowanceKind.Requests, 1, default);
        Assert.Equal(("too-many-requests", TimeSpan.FromSeconds(45)), (refused!.Code, refused.RetryAfter!.Value));
        _clock.Advance(TimeSpan.FromSeconds(45));
        Assert.Null(await instance.TakeAsync(SampleClient.Key(1), AllowanceKind.Requests, 1, default));
    }

    [Fact]
    public async Task One_clients_use_is_no_others()
    {
        var instance = Instance();
        Assert.Null(await TakeAsync(instance, DayBytes));
        Assert.NotNull(await TakeAsync(instance, 1));
        Assert.Null(await instance.TakeAsync(SampleClient.Key(2), AllowanceKind.Bytes, DayBytes, default));
    }

    [Fact]
    public async Task Chunks_in_a_row_cost_less_than_a_hundredth_of_a_call_each_and_so_do_requests()
    {
        const int chunks = 2000;
        var options = new ClientLimitsOptions { MaxBytesPerDay = 100L << 30, MaxRequestsPerSecond = 100 };
        var instance = new Allowances(_storage.Allowances, options, _clock);
        for (var n = 0; n < chunks; n++)
        {
            Assert.Null(await instance.TakeAsync(SampleClient.Key(1), AllowanceKind.Requests, 1, default));
            Assert.Null(await instance.TakeAsync(SampleClient.Key(1), AllowanceKind.Bytes, 1 << 20, default));
            _clock.Advance(TimeSpan.FromMilliseconds(250));
        }

        // 500 s: 9 windows of requests, each with a share of its own.
        Assert.InRange((double)_storage.Calls.Total / chunks, 0, 0.02);
    }

    [Fact]
    public async Task A_client_that_is_over_its_limit_and_goes_on_asking_costs_a_call_a_second_at_most()
    {
        var instance = Instance();
        Assert.Null(await TakeAsync(instance, DayBytes));
        Assert.NotNull(await TakeAsync(instance, 1000));
        _storage.Calls.Reset();
        for (var n = 0; n < 100; n++)
        {
            Assert.NotNull(await TakeAsync(instance, 1000));
        }

        Assert.Equal(0, _storage.Calls.Total);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(await TakeAsync(instance, 1000));
        Assert.Equal(1, _storage.Calls.Total);
    }

    [Fact]
    public async Task What_was_not_used_is_given_back_and_used_by_the_next()
    {
        var instance = Instance();
        Assert.Null(await TakeAsync(instance, DayBytes));
        instance.GiveBack(SampleClient.Key(1), AllowanceKind.Bytes, 5000, Now);
        Assert.Null(await TakeAsync(instance, 5000));
        Assert.NotNull(await TakeAsync(instance, 1));
    }

    [Fact]
    public async Task What_was_taken_in_one_window_adds_nothing_to_the_next()
    {
        var instance = Instance();
        Assert.Null(await TakeAsync(instance, DayBytes));
        var then = Now;
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Null(await TakeAsync(instance, DayBytes));
        instance.GiveBack(SampleClient.Key(1), AllowanceKind.Bytes, 5000, then);
        Assert.NotNull(await TakeAsync(instance, 1));
    }

    [Fact]
    public async Task An_instance_that_stops_leaves_to_others_what_it_did_not_use()
    {
        var (one, other) = (Instance(), Instance());
        Assert.Null(await TakeAsync(one, 1000));
        await one.ReturnAllAsync(default);
        Assert.Equal(1000, _storage.AllowanceRows.Single().Taken);
        Assert.Null(await TakeAsync(other, DayBytes - 1000));
        Assert.NotNull(await TakeAsync(one, 1));
    }

    [Fact]
    public async Task Storage_that_does_not_answer_lets_nobody_in()
    {
        var faults = new FaultyStorage(_storage.Ports);
        var instance = new Allowances(faults.Ports.Allowances, Limits, _clock);
        foreach (var operation in (StorageOperation[])[StorageOperation.FindAllowance, StorageOperation.WriteAllowance])
        {
            faults.FailOperation(operation, FaultTiming.BeforeEffect, int.MaxValue);
            await Assert.ThrowsAsync<StorageUnavailableException>(() => TakeAsync(instance, 1000));
        }
    }

    [Fact]
    public async Task An_instance_whose_clock_is_slow_takes_from_the_window_that_others_have_begun()
    {
        _clock.Advance(TimeSpan.FromHours(1));
        var right = Instance();
        var late = new Allowances(_storage.Allowances, Limits, new ManualTimeProvider(Now - TimeSpan.FromSeconds(30)));
        for (var n = 0; n < 600; n++)
        {
            Assert.Null(await right.TakeAsync(SampleClient.Key(1), AllowanceKind.Requests, 1, default));
        }

        Assert.NotNull(await late.TakeAsync(SampleClient.Key(1), AllowanceKind.Requests, 1, default));
    }

    private static Task<Core.Failures.Failure?> TakeAsync(Allowances instance, long amount) =>
        instance.TakeAsync(SampleClient.Key(1), AllowanceKind.Bytes, amount, default);

    private Allowances Instance() => new(_storage.Allowances, Limits, _clock);

    private sealed class SequentialNumbers
    {
        private long _last = 17;

        public long Next(long least, long most) => least + ((Interlocked.Add(ref _last, 7919) * 31) % (most - least));
    }
}
