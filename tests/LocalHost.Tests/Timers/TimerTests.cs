using Microsoft.Extensions.DependencyInjection;
using SmartTransfer.LocalHost.Diagnostics;
using SmartTransfer.LocalHost.Tests.Functions;
using SmartTransfer.LocalHost.Tests.Hosting;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.LocalHost.Tests.Timers;

public sealed class TimerTests
{
    private const string NotAtStart = "--LocalHost:RunTimersAtStart=false";
    private const int TimerFailed = 5;

    private static readonly DateTime Start = ManualTimeProvider.DefaultStart.UtcDateTime;

    [Fact]
    public async Task A_timer_runs_at_start_and_then_on_its_schedule()
    {
        await using var host = await RunningHost.StartAsync<MinuteTimer>();
        Assert.Equal(new TimerRun(Start, default, Start.AddMinutes(1), false), await host.Seen.NextAsync<TimerRun>());

        await host.Time.WhenTimersArePendingAsync(1);
        host.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(0, host.Seen.Count);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new TimerRun(Start.AddMinutes(1), Start, Start.AddMinutes(1), false), await host.Seen.NextAsync<TimerRun>());

        await host.Time.WhenTimersArePendingAsync(1);
        host.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(
            new TimerRun(Start.AddMinutes(2), Start.AddMinutes(1), Start.AddMinutes(2), false), await host.Seen.NextAsync<TimerRun>());
    }

    [Fact]
    public async Task Runs_at_start_can_be_switched_off()
    {
        await using var host = await RunningHost.StartAsync<MinuteTimer>(NotAtStart);
        await host.Time.WhenTimersArePendingAsync(1);
        Assert.Equal(0, host.Seen.Count);
        host.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(new TimerRun(Start.AddMinutes(1), default, Start.AddMinutes(1), false), await host.Seen.NextAsync<TimerRun>());
    }

    [Theory]
    [InlineData("0 */5 * * * *", 5)]
    [InlineData("*/10 * * * *", 10)]
    [InlineData("00:07:00", 7)]
    public async Task A_schedule_comes_from_a_setting_as_six_fields_or_five_or_a_time_span(string schedule, int minutes)
    {
        await using var host = await RunningHost.StartAsync<ConfiguredTimer>(NotAtStart, $"--Sweep:Schedule={schedule}");
        for (var run = 1; run <= 3; run++)
        {
            await host.Time.WhenTimersArePendingAsync(1);
            host.Time.AdvanceTo(host.Time.NextDueAt!.Value);
            Assert.Equal(TimeSpan.FromMinutes(minutes * run), await host.Seen.NextAsync<TimeSpan>());
        }
    }

    [Fact]
    public async Task A_schedule_beyond_the_longest_wait_of_a_timer_is_kept()
    {
        await using var host = await RunningHost.StartAsync<ConfiguredTimer>(NotAtStart, "--Sweep__Schedule=0 0 0 1 7 *");
        for (var waits = 0; host.Seen.Count == 0 && waits < 8; waits++)
        {
            await host.Time.WhenTimersArePendingAsync(1);
            host.Time.AdvanceTo(host.Time.NextDueAt!.Value);
        }

        Assert.Equal(
            new DateTimeOffset(2030, 7, 1, 0, 0, 0, TimeSpan.Zero) - ManualTimeProvider.DefaultStart,
            await host.Seen.NextAsync<TimeSpan>());
    }

    [Fact]
    public async Task Runs_never_overlap_and_what_was_missed_is_made_up_by_one_run_that_is_past_due()
    {
        using var gate = new Gate();
        await using var host = await StartSlowAsync(gate);
        Assert.False(await host.Seen.NextAsync<bool>());

        host.Time.Advance(TimeSpan.FromMinutes(3.5));
        Assert.Equal(0, host.Seen.Count);

        gate.OpenOnce();
        Assert.True(await host.Seen.NextAsync<bool>());

        gate.OpenOnce();
        await host.Time.WhenTimersArePendingAsync(1);
        Assert.Equal(ManualTimeProvider.DefaultStart.AddMinutes(4), host.Time.NextDueAt);
        host.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.False(await host.Seen.NextAsync<bool>());
        gate.OpenOnce();
    }

    [Fact]
    public async Task A_run_that_fails_is_logged_and_the_timer_goes_on()
    {
        using var gate = new Gate();
        await using var host = await StartSlowAsync(gate);
        for (var run = 0; run < 3; run++)
        {
            Assert.False(await host.Seen.NextAsync<bool>());
            gate.OpenOnce();
            Assert.StartsWith("Timer Slow failed", await host.Log.EntryAsync(TimerFailed), StringComparison.Ordinal);
            await host.Time.WhenTimersArePendingAsync(1);
            host.Time.AdvanceTo(host.Time.NextDueAt!.Value);
        }

        gate.OpenOnce();
    }

    private static Task<RunningHost> StartSlowAsync(Gate gate) =>
        RunningHost.StartAsync([typeof(SlowTimer)], new HostFiles(), services => services.AddSingleton(gate));
}
