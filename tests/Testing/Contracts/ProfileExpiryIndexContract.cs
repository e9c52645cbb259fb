using SmartTransfer.Core.Links;
using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Testing.Contracts;

/// <summary>What <see cref="IProfileExpiryIndex"/> promises, together with <see cref="INetworkProfileStore"/>.</summary>
[ContractOf(typeof(IProfileExpiryIndex))]
public abstract class ProfileExpiryIndexContract : StorageContract
{
    private static readonly DateOnly Today = ProfileExpiry.DayOf(ManualTimeProvider.DefaultStart);

    private int _clients;

    [Fact]
    public async Task Entries_of_earlier_days_are_read_and_no_others_oldest_day_first()
    {
        // Over the turn of the year, filed out of order.
        int[] days = [0, -1, 1, -3, -2, 24, -366];
        foreach (var day in days)
        {
            await Storage.ProfileExpiries.FileAsync(Entry(day), None);
        }

        var read = await Storage.ProfileExpiries.ReadBeforeAsync(Today, 100, None);
        Assert.Equal([-366, -3, -2, -1], read.Select(entry => entry.Day.DayNumber - Today.DayNumber));
    }

    [Fact]
    public async Task Filed_entries_come_back_with_their_clients_and_profiles_are_no_entries()
    {
        ProfileExpiry[] entries = [Entry(-1), Entry(-1), Entry(-1)];
        foreach (var entry in entries)
        {
            await Storage.ProfileExpiries.FileAsync(entry, None);
            await Storage.Profiles.WriteAsync(NetworkProfile.New(entry.Client) with { UpdatedAt = ManualTimeProvider.DefaultStart }, None);
        }

        Assert.Equal(entries.ToHashSet(), (await Storage.ProfileExpiries.ReadBeforeAsync(Today, 100, None)).ToHashSet());
        Assert.Equal(3, (await Storage.ProfileExpiries.ReadBeforeAsync(DateOnly.MaxValue, 100, None)).Count);
        Assert.Empty(await Storage.ProfileExpiries.ReadBeforeAsync(DateOnly.MinValue, 100, None));
    }

    [Fact]
    public async Task No_more_are_read_than_were_asked_for_and_these_are_the_oldest()
    {
        for (var day = -9; day < 0; day++)
        {
            await Storage.ProfileExpiries.FileAsync(Entry(day), None);
        }

        Assert.Equal(
            [-9, -8, -7, -6],
            (await Storage.ProfileExpiries.ReadBeforeAsync(Today, 4, None)).Select(entry => entry.Day.DayNumber - Today.DayNumber));
        Assert.Empty(await Storage.ProfileExpiries.ReadBeforeAsync(Today, 0, None));
    }

    [Fact]
    public async Task Filing_again_under_the_same_day_is_one_entry_and_under_another_day_two()
    {
        var entry = Entry(-1);
        await Storage.ProfileExpiries.FileAsync(entry, None);
        await Storage.ProfileExpiries.FileAsync(entry, None);
        Assert.Equal([entry], await Storage.ProfileExpiries.ReadBeforeAsync(Today, 100, None));

        await Storage.ProfileExpiries.FileAsync(entry with { Day = entry.Day.AddDays(-1) }, None);
        Assert.Equal(2, (await Storage.ProfileExpiries.ReadBeforeAsync(Today, 100, None)).Count);
    }

    [Fact]
    public async Task Removing_takes_one_entry_away_and_removing_again_is_success()
    {
        var (kept, removed) = (Entry(-1), Entry(-1));
        await Storage.ProfileExpiries.FileAsync(kept, None);
        await Storage.ProfileExpiries.FileAsync(removed, None);
        await Storage.ProfileExpiries.RemoveAsync(removed, None);
        await Storage.ProfileExpiries.RemoveAsync(removed, None);
        Assert.Equal([kept], await Storage.ProfileExpiries.ReadBeforeAsync(Today, 100, None));
    }

    [Fact]
    public async Task Every_call_heeds_its_token() => await AssertHeedTheirTokenAsync(
        token => Storage.ProfileExpiries.FileAsync(Entry(-1), token),
        token => Storage.ProfileExpiries.ReadBeforeAsync(Today, 100, token),
        token => Storage.ProfileExpiries.RemoveAsync(Entry(-1), token));

    private ProfileExpiry Entry(int daysFromToday) => new(Today.AddDays(daysFromToday), SampleClient.Key(++_clients));
}
