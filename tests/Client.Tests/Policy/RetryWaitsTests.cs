using SmartTransfer.Client.Policy;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Client.Tests.Policy;

/// <summary>Rule 3.3 of docs/clients.md.</summary>
public sealed class RetryWaitsTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task A_wait_lasts_as_long_as_it_was_drawn()
    {
        var wait = new RetryWaits(_clock).WaitAsync(TimeSpan.FromSeconds(10), mayEndEarly: true, default);
        await _clock.WhenTimersArePendingAsync(1);

        _clock.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(wait.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        await wait;
    }

    [Fact]
    public async Task A_network_that_comes_up_ends_it()
    {
        var waits = new RetryWaits(_clock);
        var wait = waits.WaitAsync(TimeSpan.FromMinutes(1), mayEndEarly: true, default);
        await _clock.WhenTimersArePendingAsync(1);

        waits.EndAll();

        await wait;
    }

    [Fact]
    public async Task An_answer_to_another_connection_shortens_it_and_never_lengthens_it()
    {
        var waits = new RetryWaits(_clock);
        var wait = waits.WaitAsync(TimeSpan.FromMinutes(1), mayEndEarly: true, default);
        await _clock.WhenTimersArePendingAsync(1);

        waits.Shorten(() => TimeSpan.FromMinutes(5));
        waits.Shorten(() => TimeSpan.FromSeconds(1));
        await Eventually.HoldsAsync(
            "the wait has a new end",
            () => _clock.NextDueAt == ManualTimeProvider.DefaultStart + TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromSeconds(1));

        await wait;
    }

    [Fact]
    public async Task What_the_service_asked_for_is_not_shortened()
    {
        var waits = new RetryWaits(_clock);
        var wait = waits.WaitAsync(TimeSpan.FromMinutes(1), mayEndEarly: false, default);
        await _clock.WhenTimersArePendingAsync(1);

        waits.EndAll();

        Assert.False(wait.IsCompleted);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await wait;
    }

    [Fact]
    public async Task A_wait_is_cancelled_at_once()
    {
        using var cancelled = new CancellationTokenSource();
        var wait = new RetryWaits(_clock).WaitAsync(TimeSpan.FromMinutes(1), mayEndEarly: true, cancelled.Token);

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }
}
