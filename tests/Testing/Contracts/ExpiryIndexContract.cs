using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Testing.Contracts;

/// <summary>What <see cref="IExpiryIndex"/> promises.</summary>
[ContractOf(typeof(IExpiryIndex))]
public abstract class ExpiryIndexContract : StorageContract
{
    private static readonly ExpiryHour Now = ExpiryHour.Of(ManualTimeProvider.DefaultStart);

    [Fact]
    public async Task Entries_of_earlier_hours_are_read_and_no_others_oldest_hour_first()
    {
        // Over the turn of the year, filed out of order.
        long[] hours = [0, -1, 1, -3, -2, 24, -24 * 366];
        foreach (var hour in hours)
        {
            await Storage.Expiries.FileAsync(Entry(hour), None);
        }

        var read = await Storage.Expiries.ReadBeforeAsync(Now, 100, None);
        Assert.Equal([-24 * 366, -3, -2, -1], read.Select(entry => entry.Hour.Number - Now.Number));
    }

    [Fact]
    public async Task Filed_entries_come_back_with_their_ids()
    {
        ExpiryEntry[] entries = [Entry(-1), Entry(-1), Entry(-1)];
        foreach (var entry in entries)
        {
            await Storage.Expiries.FileAsync(entry, None);
        }

        Assert.Equal(entries.ToHashSet(), (await Storage.Expiries.ReadBeforeAsync(Now, 100, None)).ToHashSet());
    }

    [Fact]
    public async Task An_entry_says_among_whose_uploads_it_is_noted_also_after_it_was_filed_again_by_somebody_who_does_not_know()
    {
        var entry = Entry(-1) with { Opener = SampleClient.Key(1) };
        await Storage.Expiries.FileAsync(entry, None);
        await Storage.Expiries.FileAsync(entry with { Opener = null }, None);
        Assert.Equal([entry], await Storage.Expiries.ReadBeforeAsync(Now, 100, None));
    }

    [Fact]
    public async Task No_more_are_read_than_were_asked_for_and_these_are_the_oldest()
    {
        for (var hour = -9; hour < 0; hour++)
        {
            await Storage.Expiries.FileAsync(Entry(hour), None);
        }

        Assert.Equal(
            [-9, -8, -7, -6], (await Storage.Expiries.ReadBeforeAsync(Now, 4, None)).Select(entry => entry.Hour.Number - Now.Number));
        Assert.Empty(await Storage.Expiries.ReadBeforeAsync(Now, 0, None));
    }

    [Fact]
    public async Task Filing_again_under_the_same_hour_is_one_entry_and_under_another_hour_two()
    {
        var entry = Entry(-1);
        await Storage.Expiries.FileAsync(entry, None);
        await Storage.Expiries.FileAsync(entry, None);
        Assert.Equal([entry], await Storage.Expiries.ReadBeforeAsync(Now, 100, None));

        await Storage.Expiries.FileAsync(entry with { Hour = new ExpiryHour(entry.Hour.Number - 1) }, None);
        Assert.Equal(2, (await Storage.Expiries.ReadBeforeAsync(Now, 100, None)).Count);
    }

    [Fact]
    public async Task Removing_takes_one_entry_away_and_removing_again_is_success()
    {
        var (kept, removed) = (Entry(-1), Entry(-1));
        await Storage.Expiries.FileAsync(kept, None);
        await Storage.Expiries.FileAsync(removed, None);
        await Storage.Expiries.RemoveAsync(removed, None);
        await Storage.Expiries.RemoveAsync(removed, None);
        Assert.Equal([kept], await Storage.Expiries.ReadBeforeAsync(Now, 100, None));
    }

    [Fact]
    public async Task Nothing_is_read_where_nothing_is_filed() => Assert.Empty(await Storage.Expiries.ReadBeforeAsync(Now, 100, None));

    [Fact]
    public async Task Every_call_heeds_its_token() => await AssertHeedTheirTokenAsync(
        token => Storage.Expiries.FileAsync(Entry(-1), token),
        token => Storage.Expiries.ReadBeforeAsync(Now, 100, token),
        token => Storage.Expiries.RemoveAsync(Entry(-1), token));

    private ExpiryEntry Entry(long hoursFromNow) => new(new ExpiryHour(Now.Number + hoursFromNow), NextId());
}
