using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Testing.Contracts;

/// <summary>What <see cref="IAllowanceStore"/> promises.</summary>
[ContractOf(typeof(IAllowanceStore))]
public abstract class AllowanceStoreContract : StorageContract
{
    private static readonly DateOnly Today = new(2030, 1, 31);
    private static readonly AllowanceKey Key = new(SampleClient.Key(1), AllowanceKind.Bytes, Today);
    private static readonly Allowance Some = new(Key, 86_399, long.MaxValue - 1);

    [Fact]
    public async Task A_record_is_found_as_it_was_written_with_the_version_that_the_write_gave()
    {
        var written = await Storage.Allowances.WriteAsync(Some, None);
        Assert.Equal(Some, written! with { Version = null });
        Assert.NotNull(written.Version);
        Assert.Equal(written, await Storage.Allowances.FindAsync(Key, None));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found() => Assert.Null(await Storage.Allowances.FindAsync(Key, None));

    [Fact]
    public async Task Clients_kinds_and_days_are_kept_apart()
    {
        AllowanceKey[] keys =
        [
            Key, Key with { Client = SampleClient.Key(2) }, Key with { Kind = AllowanceKind.Requests }, Key with { Day = Today.AddDays(1) },
        ];
        for (var n = 0; n < keys.Length; n++)
        {
            Assert.NotNull(await Storage.Allowances.WriteAsync(new Allowance(keys[n], 0, n), None));
        }

        for (var n = 0; n < keys.Length; n++)
        {
            Assert.Equal(n, (await Storage.Allowances.FindAsync(keys[n], None))!.Taken);
        }
    }

    [Fact]
    public async Task A_record_is_replaced_by_the_version_that_the_last_write_gave()
    {
        var first = (await Storage.Allowances.WriteAsync(Some, None))!;
        var second = (await Storage.Allowances.WriteAsync(first with { Taken = 3 }, None))!;
        Assert.NotEqual(first.Version, second.Version);
        Assert.Equal(4, (await Storage.Allowances.WriteAsync(second with { Taken = 4 }, None))!.Taken);
    }

    [Fact]
    public async Task A_write_that_loses_the_race_changes_nothing()
    {
        var stale = (await Storage.Allowances.WriteAsync(Some, None))!;
        await Storage.Allowances.WriteAsync(stale with { Taken = 3 }, None);

        Assert.Null(await Storage.Allowances.WriteAsync(stale with { Taken = 4 }, None));
        Assert.Null(await Storage.Allowances.WriteAsync(Some with { Taken = 5 }, None));
        Assert.Equal(3, (await Storage.Allowances.FindAsync(Key, None))!.Taken);
    }

    [Fact]
    public async Task Of_writers_with_the_same_version_exactly_one_wins()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Storage.Allowances.WriteAsync(Some with { Taken = n }, None)));
        var first = Assert.Single(added, won => won is not null)!;
        var replaced = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(n => Storage.Allowances.WriteAsync(first with { Taken = n }, None)));
        Assert.Single(replaced, won => won is not null);
    }

    [Fact]
    public async Task Replacing_what_was_removed_brings_nothing_back()
    {
        var written = (await Storage.Allowances.WriteAsync(Some, None))!;
        await Storage.Allowances.RemoveAsync(Key, None);
        await Storage.Allowances.RemoveAsync(Key, None);
        Assert.Null(await Storage.Allowances.WriteAsync(written, None));
        Assert.Null(await Storage.Allowances.FindAsync(Key, None));
    }

    [Fact]
    public async Task The_days_before_one_are_read_the_oldest_first_and_no_others()
    {
        AllowanceKey[] keys = [.. Enumerable.Range(0, 4).Select(
            n => new AllowanceKey(SampleClient.Key(n), n % 2 == 0 ? AllowanceKind.Bytes : AllowanceKind.Requests, Today.AddDays(-n)))];
        foreach (var key in keys)
        {
            await Storage.Allowances.WriteAsync(new Allowance(key, 0, 1), None);
            await Storage.OpenUploads.AddAsync(key.Client, new OpenUpload(NextId(), default(DateTimeOffset).AddYears(2000)), None);
        }

        Assert.Equal([keys[3], keys[2]], await Storage.Allowances.ReadBeforeAsync(Today.AddDays(-1), 10, None));
        Assert.Equal([keys[3]], await Storage.Allowances.ReadBeforeAsync(Today.AddDays(1), 1, None));
        Assert.Empty(await Storage.Allowances.ReadBeforeAsync(Today.AddDays(1), 0, None));
        Assert.Empty(await Storage.Allowances.ReadBeforeAsync(Today.AddDays(-3), 10, None));
    }

    [Fact]
    public async Task Every_call_heeds_its_token()
    {
        var written = (await Storage.Allowances.WriteAsync(Some, None))!;
        await AssertHeedTheirTokenAsync(
            token => Storage.Allowances.FindAsync(Key, token),
            token => Storage.Allowances.WriteAsync(written, token),
            token => Storage.Allowances.WriteAsync(Some with { Key = Key with { Day = Today.AddDays(9) } }, token),
            token => Storage.Allowances.ReadBeforeAsync(Today, 10, token),
            token => Storage.Allowances.RemoveAsync(Key, token));
    }
}
