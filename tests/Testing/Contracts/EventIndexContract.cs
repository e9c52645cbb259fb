using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Testing.Time;
using Xunit;

namespace SmartTransfer.Testing.Contracts;

/// <summary>What <see cref="IEventIndex"/> promises.</summary>
[ContractOf(typeof(IEventIndex))]
public abstract class EventIndexContract : StorageContract
{
    private static readonly DateTimeOffset Now = ManualTimeProvider.DefaultStart;

    [Fact]
    public async Task What_is_filed_is_found_as_it_was_filed()
    {
        var filed = await Storage.Events.FileAsync(
            Entry() with { Attempts = 3, Progress = new Dictionary<string, int> { ["queue"] = 2, ["a-b-1"] = 1 } }, None);

        var found = (await Storage.Events.FindAsync(filed.Key, None))!;
        Assert.Equal(
            (filed.Key, filed.FiledAt, filed.DueAt, filed.Attempts, filed.Version),
            (found.Key, found.FiledAt, found.DueAt, found.Attempts, found.Version));
        Assert.Equal(filed.Progress.ToHashSet(), found.Progress.ToHashSet());
        Assert.NotNull(found.Version);
        Assert.Null(await Storage.Events.FindAsync(filed.Key with { Number = 2 }, None));
        Assert.Null(await Storage.Events.FindAsync(filed.Key with { Instance = "another" }, None));
    }

    [Fact]
    public async Task What_is_due_is_read_whoever_filed_it_and_nothing_that_is_not()
    {
        var due = Entry("two") with { DueAt = Now };
        await FileAsync(due, Entry("one") with { DueAt = Now.AddMilliseconds(1) }, Entry("one") with { DueAt = Now.AddDays(9) });

        Assert.Equal([due.Key], await ReadAsync(Now));
        Assert.Equal(3, (await ReadAsync(Now.AddDays(10))).Count);
    }

    [Fact]
    public async Task Reading_goes_on_where_it_ended()
    {
        var upload = NextId();
        await FileAsync([
            .. from instance in new[] { "one", "one2", "two" }
               from entry in new[] { Entry(instance), Entry(instance), Entry(instance, upload), Entry(instance, upload, 2) }
               select entry]);
        var all = await ReadAsync(Now.AddDays(1));
        Assert.Equal(12, all.Distinct().Count());

        var read = new List<EventEntryKey>();
        for (EventEntryKey? after = null; ;)
        {
            var page = await Storage.Events.ReadDueAsync(Now.AddDays(1), after, 5, None);
            read.AddRange(page.Select(entry => entry.Key));
            if (page.Count < 5)
            {
                break;
            }

            after = page[^1].Key;
        }

        Assert.Equal(all, read);
        Assert.Empty(await Storage.Events.ReadDueAsync(Now.AddDays(1), null, 0, None));
    }

    [Fact]
    public async Task An_entry_is_replaced_by_whom_has_read_it_last()
    {
        var filed = await Storage.Events.FileAsync(Entry(), None);
        Assert.True(await Storage.Events.ReplaceAsync(filed with { Attempts = 1 }, None));
        Assert.False(await Storage.Events.ReplaceAsync(filed with { Attempts = 2 }, None));
        Assert.Equal(1, (await Storage.Events.FindAsync(filed.Key, None))!.Attempts);

        await Storage.Events.RemoveAsync([filed.Key], None);
        Assert.False(await Storage.Events.ReplaceAsync(filed, None));
        Assert.Null(await Storage.Events.FindAsync(filed.Key, None));
    }

    [Fact]
    public async Task Many_are_removed_at_once_also_where_some_are_gone_already()
    {
        var kept = Entry("kept");
        EventEntry[] entries = [.. Enumerable.Range(0, 130).Select(n => Entry(n % 10 == 0 ? "two" : "one"))];
        await FileAsync([kept, .. entries]);
        await Storage.Events.RemoveAsync([entries[1].Key, entries[2].Key], None);
        await Storage.Events.RemoveAsync([.. entries.Select(entry => entry.Key), entries[0].Key], None);
        await Storage.Events.RemoveAsync([.. entries.Select(entry => entry.Key)], None);
        await Storage.Events.RemoveAsync([], None);

        Assert.Equal([kept.Key], await ReadAsync(Now.AddDays(1)));
    }

    [Fact]
    public async Task What_was_given_up_is_not_among_what_is_due()
    {
        await Storage.SetAside.AddAsync(SampleEvent.SetAside("key-1", "queue"), None);
        Assert.Empty(await ReadAsync(Now.AddYears(10)));
    }

    [Fact]
    public async Task Every_call_heeds_its_token() => await AssertHeedTheirTokenAsync(
        token => Storage.Events.FileAsync(Entry(), token),
        token => Storage.Events.FindAsync(Entry().Key, token),
        token => Storage.Events.ReadDueAsync(Now, null, 10, token),
        token => Storage.Events.ReplaceAsync(Entry() with { Version = "\"1\"" }, token),
        token => Storage.Events.RemoveAsync([Entry().Key], token));

    private async Task FileAsync(params EventEntry[] entries)
    {
        foreach (var entry in entries)
        {
            await Storage.Events.FileAsync(entry, None);
        }
    }

    private async Task<IReadOnlyList<EventEntryKey>> ReadAsync(DateTimeOffset now) =>
        [.. (await Storage.Events.ReadDueAsync(now, null, 1000, None)).Select(entry => entry.Key)];

    private EventEntry Entry(string instance = "one", UploadId? upload = null, int number = 1) =>
        new(new EventEntryKey(instance, upload ?? NextId(), number)) { FiledAt = Now, DueAt = Now.AddMinutes(1) };
}
