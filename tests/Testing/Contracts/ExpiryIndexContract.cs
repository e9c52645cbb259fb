using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Testing.Contracts;

/// <summary>What <see cref="IExpiryIndex"/> promises.</summary>
[ContractOf(typeof(IExpiryIndex))]
public abstract class ExpiryIndexContract : StorageContract
{
    private static readonly ExpiryHour First = ExpiryHour.Concatenations;
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

        var read = await ReadAsync();
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

        Assert.Equal(entries.ToHashSet(), (await ReadAsync()).ToHashSet());
    }

    [Fact]
    public async Task An_entry_says_among_whose_uploads_it_is_noted_also_after_it_was_filed_again_by_somebody_who_does_not_know()
    {
        var entry = Entry(-1) with { Opener = SampleClient.Key(1) };
        await Storage.Expiries.FileAsync(entry, None);
        await Storage.Expiries.FileAsync(entry with { Opener = null }, None);
        Assert.Equal([entry], await ReadAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("the owner of this file")]
    public async Task An_entry_says_where_its_upload_is_listed_also_after_it_was_filed_again_by_somebody_who_does_not_know(string? subject)
    {
        var entry = Entry(-1);
        var owner = subject is null ? (OwnerKey?)null : OwnerKey.Of("issuer", subject);
        entry = entry with { Listed = new ListPlace(entry.Id, owner, ManualTimeProvider.DefaultStart.AddTicks(1234567)) };
        await Storage.Expiries.FileAsync(entry, None);
        await Storage.Expiries.FileAsync(entry with { Listed = null }, None);
        Assert.Equal([entry], await ReadAsync());
    }

    [Fact]
    public async Task No_more_are_read_than_were_asked_for_and_these_are_the_oldest()
    {
        for (var hour = -9; hour < 0; hour++)
        {
            await Storage.Expiries.FileAsync(Entry(hour), None);
        }

        Assert.Equal(
            [-9, -8, -7, -6], (await ReadAsync(4)).Select(entry => entry.Hour.Number - Now.Number));
        Assert.Empty(await ReadAsync(0));
    }

    [Fact]
    public async Task Filing_again_under_the_same_hour_is_one_entry_and_under_another_hour_two()
    {
        var entry = Entry(-1);
        await Storage.Expiries.FileAsync(entry, None);
        await Storage.Expiries.FileAsync(entry, None);
        Assert.Equal([entry], await ReadAsync());

        await Storage.Expiries.FileAsync(entry with { Hour = new ExpiryHour(entry.Hour.Number - 1) }, None);
        Assert.Equal(2, (await ReadAsync()).Count);
    }

    [Fact]
    public async Task Removing_takes_one_entry_away_and_removing_again_is_success()
    {
        var (kept, removed) = (Entry(-1), Entry(-1));
        await Storage.Expiries.FileAsync(kept, None);
        await Storage.Expiries.FileAsync(removed, None);
        await Storage.Expiries.RemoveAsync(removed, None);
        await Storage.Expiries.RemoveAsync(removed, None);
        Assert.Equal([kept], await ReadAsync());
    }

    [Fact]
    public async Task Nothing_is_read_where_nothing_is_filed() => Assert.Empty(await ReadAsync());

    [Fact]
    public async Task Every_call_heeds_its_token() => await AssertHeedTheirTokenAsync(
        token => Storage.Expiries.FileAsync(Entry(-1), token),
        token => Storage.Expiries.TryFileAgainAsync(Entry(-1) with { Version = "\"1\"" }, token),
        token => Storage.Expiries.ReadAsync(First, Now, 100, token),
        token => Storage.Expiries.RemoveAsync(Entry(-1), token));

    [Fact]
    public async Task Hours_before_the_first_are_not_read()
    {
        ExpiryEntry[] entries = [Entry(-3), Entry(-2), Entry(-1)];
        foreach (var entry in entries)
        {
            await Storage.Expiries.FileAsync(entry, None);
        }

        var read = await Storage.Expiries.ReadAsync(entries[1].Hour, entries[2].Hour, 100, None);
        Assert.Equal([entries[1]], read.Select(Plain));
    }

    [Fact]
    public async Task What_is_set_aside_is_never_read_with_the_hours_that_have_passed()
    {
        await Storage.Expiries.FileAsync(Entry(0) with { Hour = ExpiryHour.SetAside }, None);
        Assert.Empty(await Storage.Expiries.ReadAsync(First, new ExpiryHour(Now.Number + (24 * 366 * 100)), 100, None));
        Assert.Single(await Storage.Expiries.ReadAsync(ExpiryHour.SetAside, new ExpiryHour(ExpiryHour.SetAside.Number + 1), 100, None));
    }

    [Fact]
    public async Task An_entry_says_how_often_it_has_failed_until_it_is_filed_without()
    {
        var entry = Entry(-1);
        await Storage.Expiries.FileAsync(entry with { Failures = 3 }, None);
        Assert.Equal(3, (await ReadAsync()).Single().Failures);
        await Storage.Expiries.FileAsync(entry, None);
        Assert.Equal(0, (await ReadAsync()).Single().Failures);
    }

    [Fact]
    public async Task Of_several_that_file_an_entry_again_as_they_read_it_one_does()
    {
        await Storage.Expiries.FileAsync(Entry(-1) with { Opener = SampleClient.Key(1), Failures = 2 }, None);
        var read = (await Storage.Expiries.ReadAsync(First, Now, 100, None)).Single();
        var tries = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Storage.Expiries.TryFileAgainAsync(read, None)));

        var filed = Assert.Single(tries, entry => entry is not null)!.Value;
        Assert.NotEqual(read.Version, filed.Version);
        Assert.Equal(Plain(read), Plain((await Storage.Expiries.ReadAsync(First, Now, 100, None)).Single()));
        await Storage.Expiries.RemoveAsync(filed, None);
        Assert.Null(await Storage.Expiries.TryFileAgainAsync(filed, None));
        Assert.Empty(await ReadAsync());
    }

    [Fact]
    public async Task An_entry_that_was_filed_again_after_it_was_read_stays_when_it_is_removed_as_it_was_read()
    {
        await Storage.Expiries.FileAsync(Entry(-1), None);
        var read = (await Storage.Expiries.ReadAsync(First, Now, 100, None)).Single();
        var again = await Storage.Expiries.FileAsync(read, None);
        Assert.NotEqual(read.Version, again.Version);

        await Storage.Expiries.RemoveAsync(read, None);
        Assert.Single(await ReadAsync());
        await Storage.Expiries.RemoveAsync(again, None);
        Assert.Empty(await ReadAsync());
        await Storage.Expiries.RemoveAsync(again, None);
    }

    [Fact]
    public async Task An_entry_says_when_it_was_filed_last()
    {
        var entry = Entry(-1);
        await Storage.Expiries.FileAsync(entry, None);
        var filedAt = (await Storage.Expiries.ReadAsync(First, Now, 100, None)).Single().FiledAt;
        await Storage.Expiries.FileAsync(entry, None);

        Assert.InRange((await Storage.Expiries.ReadAsync(First, Now, 100, None)).Single().FiledAt, filedAt, DateTimeOffset.MaxValue);
        Assert.NotEqual(default, filedAt);
    }

    private async Task<IReadOnlyList<ExpiryEntry>> ReadAsync(int limit = 100) =>
        [.. (await Storage.Expiries.ReadAsync(First, Now, limit, None)).Select(Plain)];

    private static ExpiryEntry Plain(ExpiryEntry entry) => entry with { FiledAt = default, Version = null };

    private ExpiryEntry Entry(long hoursFromNow) => new(new ExpiryHour(Now.Number + hoursFromNow), NextId());
}
