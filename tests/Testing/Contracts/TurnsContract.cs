using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Time;
using Xunit;

namespace SmartTransfer.Testing.Contracts;

/// <summary>What <see cref="ITurns"/> promises.</summary>
[ContractOf(typeof(ITurns))]
public abstract class TurnsContract : StorageContract
{
    private const string What = "what";

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);
    private static readonly DateTimeOffset Now = ManualTimeProvider.DefaultStart;

    [Fact]
    public async Task The_first_has_the_turn_and_others_have_it_once_its_time_is_over()
    {
        Assert.True(await TryTakeAsync(Now));
        Assert.False(await TryTakeAsync(Now));
        Assert.False(await TryTakeAsync(Now + Every - TimeSpan.FromSeconds(1)));
        Assert.True(await TryTakeAsync(Now + Every));
        Assert.False(await TryTakeAsync(Now + Every));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_many_at_once_one_has_the_turn(bool takenBefore)
    {
        if (takenBefore)
        {
            await TryTakeAsync(Now - Every);
        }

        var taken = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => TryTakeAsync(Now)));

        Assert.Single(taken, mine => mine);
    }

    [Fact]
    public async Task Turns_for_different_things_do_not_concern_one_another()
    {
        Assert.True(await TryTakeAsync(Now));
        Assert.True(await Storage.Turns.TryTakeAsync("another-thing", Now, Every, None));
    }

    [Fact]
    public async Task A_clock_that_was_wrong_does_not_hold_up_the_turn()
    {
        await TryTakeAsync(Now + TimeSpan.FromDays(365));

        Assert.True(await TryTakeAsync(Now));
    }

    [Fact]
    public async Task The_expiry_index_does_not_see_it()
    {
        await TryTakeAsync(Now);

        Assert.Empty(
            await Storage.Expiries.ReadAsync(
                ExpiryHour.Concatenations, ExpiryHour.Of(new DateTimeOffset(9998, 1, 1, 0, 0, 0, TimeSpan.Zero)), 10, None));
    }

    private Task<bool> TryTakeAsync(DateTimeOffset now) => Storage.Turns.TryTakeAsync(What, now, Every, None);
}
