using Azure.Data.Tables;
using SmartTransfer.Azure.Tables;
using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Azurite;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Azure.Tests.Tables;

[Collection(AzuriteCollection.Name)]
public sealed class TableTurnsTests(AzuriteFixture azurite) : IDisposable
{
    private const string What = "what";

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    private readonly AzureStorage _storage = new(azurite.ConnectionString);
    private readonly ManualTimeProvider _clock = new();

    private TableTurns Turns => new(_storage.Clients, _storage.Provisioner, _clock);

    public void Dispose() => _storage.Dispose();

    [Fact]
    public async Task The_first_has_the_turn_and_others_have_it_once_its_time_is_over()
    {
        Assert.True(await Turns.TryTakeAsync(What, Every, default));
        Assert.False(await Turns.TryTakeAsync(What, Every, default));

        _clock.Advance(Every - TimeSpan.FromSeconds(1));
        Assert.False(await Turns.TryTakeAsync(What, Every, default));

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await Turns.TryTakeAsync(What, Every, default));
        Assert.False(await Turns.TryTakeAsync(What, Every, default));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_many_at_once_one_has_the_turn(bool takenBefore)
    {
        if (takenBefore)
        {
            await Turns.TryTakeAsync(What, Every, default);
            _clock.Advance(Every);
        }

        var taken = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Turns.TryTakeAsync(What, Every, default)));

        Assert.Single(taken, mine => mine);
    }

    [Fact]
    public async Task Turns_for_different_things_do_not_concern_one_another()
    {
        Assert.True(await Turns.TryTakeAsync(What, Every, default));
        Assert.True(await Turns.TryTakeAsync("another thing", Every, default));
    }

    [Fact]
    public async Task A_clock_that_was_wrong_does_not_hold_up_the_turn()
    {
        _clock.Advance(TimeSpan.FromDays(365));
        await Turns.TryTakeAsync(What, Every, default);
        var right = new ManualTimeProvider();

        Assert.True(await new TableTurns(_storage.Clients, _storage.Provisioner, right).TryTakeAsync(What, Every, default));
    }

    [Fact]
    public async Task The_expiry_index_does_not_see_it()
    {
        await Turns.TryTakeAsync(What, Every, default);

        Assert.Empty(await _storage.Ports.Expiries.ReadBeforeAsync(ExpiryHour.Of(new DateTimeOffset(9998, 1, 1, 0, 0, 0, TimeSpan.Zero)), 10, default));
        Assert.Single(await _storage.Clients.Expiries.QueryAsync<TableEntity>().ToListAsync());
    }
}
