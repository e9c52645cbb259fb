using SmartTransfer.Core.Links;
using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Testing.Contracts;

/// <summary>What <see cref="INetworkProfileStore"/> promises.</summary>
[ContractOf(typeof(INetworkProfileStore))]
public abstract class NetworkProfileStoreContract : StorageContract
{
    private static readonly NetworkProfile Some = new()
    {
        Client = SampleClient.Key(1),
        Sessions = long.MaxValue - 1,
        Total = SampleCounters.Full with { Evidence = SampleCounters.Full.Evidence with { HalfLife = LinkEvidence.ProfileHalfLife } },
        UpdatedAt = ManualTimeProvider.DefaultStart + TimeSpan.FromTicks(44),
    };

    [Fact]
    public async Task A_profile_is_found_as_it_was_written_with_a_version()
    {
        Assert.True(await Storage.Profiles.WriteAsync(Some, None));
        var found = await Storage.Profiles.FindAsync(Some.Client, None);
        Assert.NotNull(found!.Version);
        Assert.Equal(Some, found with { Version = null });
    }

    [Fact]
    public async Task A_profile_without_evidence_or_counts_is_found_as_it_was_written()
    {
        var empty = NetworkProfile.New(SampleClient.Key(2)) with { UpdatedAt = ManualTimeProvider.DefaultStart };
        Assert.True(await Storage.Profiles.WriteAsync(empty, None));
        Assert.Equal(empty, (await Storage.Profiles.FindAsync(empty.Client, None))! with { Version = null });
    }

    [Fact]
    public async Task What_is_not_there_is_not_found() => Assert.Null(await Storage.Profiles.FindAsync(Some.Client, None));

    [Fact]
    public async Task Clients_are_kept_apart()
    {
        await Storage.Profiles.WriteAsync(Some, None);
        await Storage.Profiles.WriteAsync(Some with { Client = SampleClient.Key(2), Sessions = 2 }, None);
        Assert.Equal(Some.Sessions, (await Storage.Profiles.FindAsync(Some.Client, None))!.Sessions);
        Assert.Equal(2, (await Storage.Profiles.FindAsync(SampleClient.Key(2), None))!.Sessions);
    }

    [Fact]
    public async Task A_profile_is_replaced_by_its_version_and_gets_another()
    {
        await Storage.Profiles.WriteAsync(Some, None);
        var first = (await Storage.Profiles.FindAsync(Some.Client, None))!;
        Assert.True(await Storage.Profiles.WriteAsync(first with { Sessions = 3 }, None));
        var second = (await Storage.Profiles.FindAsync(Some.Client, None))!;
        Assert.Equal(3, second.Sessions);
        Assert.NotEqual(first.Version, second.Version);
    }

    [Fact]
    public async Task A_write_that_loses_the_race_changes_nothing()
    {
        await Storage.Profiles.WriteAsync(Some, None);
        var stale = (await Storage.Profiles.FindAsync(Some.Client, None))!;
        await Storage.Profiles.WriteAsync(stale with { Sessions = 3 }, None);

        Assert.False(await Storage.Profiles.WriteAsync(stale with { Sessions = 4 }, None));
        Assert.False(await Storage.Profiles.WriteAsync(Some with { Sessions = 5 }, None));
        Assert.Equal(3, (await Storage.Profiles.FindAsync(Some.Client, None))!.Sessions);
    }

    [Fact]
    public async Task Of_writers_with_the_same_version_exactly_one_wins()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Storage.Profiles.WriteAsync(Some with { Sessions = n }, None)));
        Assert.Single(added, won => won);
        var found = (await Storage.Profiles.FindAsync(Some.Client, None))!;
        var replaced = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(n => Storage.Profiles.WriteAsync(found with { Sessions = n }, None)));
        Assert.Single(replaced, won => won);
    }

    [Fact]
    public async Task Removing_is_guarded_by_the_version_and_removing_again_is_success()
    {
        await Storage.Profiles.WriteAsync(Some, None);
        var stale = (await Storage.Profiles.FindAsync(Some.Client, None))!;
        await Storage.Profiles.WriteAsync(stale, None);
        var current = (await Storage.Profiles.FindAsync(Some.Client, None))!;

        Assert.False(await Storage.Profiles.RemoveAsync(stale, None));
        Assert.NotNull(await Storage.Profiles.FindAsync(Some.Client, None));
        Assert.True(await Storage.Profiles.RemoveAsync(current, None));
        Assert.Null(await Storage.Profiles.FindAsync(Some.Client, None));
        Assert.True(await Storage.Profiles.RemoveAsync(current, None));
        await Assert.ThrowsAsync<ArgumentException>(() => Storage.Profiles.RemoveAsync(Some, None));
    }

    [Fact]
    public async Task Replacing_what_was_removed_brings_nothing_back()
    {
        await Storage.Profiles.WriteAsync(Some, None);
        var found = (await Storage.Profiles.FindAsync(Some.Client, None))!;
        await Storage.Profiles.RemoveAsync(found, None);
        Assert.False(await Storage.Profiles.WriteAsync(found, None));
        Assert.Null(await Storage.Profiles.FindAsync(Some.Client, None));
    }

    [Fact]
    public async Task Every_call_heeds_its_token()
    {
        await Storage.Profiles.WriteAsync(Some, None);
        var found = (await Storage.Profiles.FindAsync(Some.Client, None))!;
        await AssertHeedTheirTokenAsync(
            token => Storage.Profiles.FindAsync(Some.Client, token),
            token => Storage.Profiles.WriteAsync(found, token),
            token => Storage.Profiles.WriteAsync(Some with { Client = SampleClient.Key(3) }, token),
            token => Storage.Profiles.RemoveAsync(found, token));
    }
}
