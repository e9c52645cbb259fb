using SmartTransfer.Core.Links;
using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Testing.Contracts;

/// <summary>What <see cref="INetworkCounterStore"/> promises, together with <see cref="ISessionStore"/>.</summary>
[ContractOf(typeof(INetworkCounterStore))]
public abstract class NetworkCounterStoreContract : StorageContract
{
    private static readonly NetworkCounters Some = SampleCounters.Full;

    [Fact]
    public async Task Counters_are_found_with_their_session_under_the_instances_name()
    {
        var session = await Storage.Sessions.AddAsync(SampleSession.Open(NextId()), None);
        await Storage.Counters.WriteAsync(session.Id, "a1", Some, None);
        await Storage.Counters.WriteAsync(session.Id, "b2", NetworkCounters.Zero, None);
        var found = await Storage.Sessions.FindAsync(session.Id, None);
        Assert.Equal(new Dictionary<string, NetworkCounters> { ["a1"] = Some, ["b2"] = NetworkCounters.Zero }, found!.CountersByInstance);
    }

    [Fact]
    public async Task Writing_again_replaces_what_the_instance_wrote_before()
    {
        var session = await Storage.Sessions.AddAsync(SampleSession.Open(NextId()), None);
        await Storage.Counters.WriteAsync(session.Id, "a1", Some, None);
        var later = new NetworkCounters { Chunks = 2 };
        await Storage.Counters.WriteAsync(session.Id, "a1", later, None);
        Assert.Equal(later, Assert.Single((await Storage.Sessions.FindAsync(session.Id, None))!.CountersByInstance).Value);
    }

    [Fact]
    public async Task Counters_leave_the_version_of_the_session_alone()
    {
        var session = await Storage.Sessions.AddAsync(SampleSession.Open(NextId()), None);
        await Storage.Counters.WriteAsync(session.Id, "a1", Some, None);
        Assert.NotNull(await Storage.Sessions.ReplaceAsync(session with { FileName = "new.pdf" }, None));
        Assert.Equal(Some, (await Storage.Sessions.FindAsync(session.Id, None))!.CountersByInstance["a1"]);
    }

    [Fact]
    public async Task Counters_without_a_session_are_no_session()
    {
        var id = NextId();
        await Storage.Counters.WriteAsync(id, "a1", Some, None);
        Assert.Null(await Storage.Sessions.FindAsync(id, None));
    }

    [Fact]
    public async Task Counters_of_more_instances_than_one_transaction_takes_are_found_and_removed_with_the_session()
    {
        var session = await Storage.Sessions.AddAsync(SampleSession.Open(NextId()), None);
        var other = await Storage.Sessions.AddAsync(SampleSession.Open(NextId()), None);
        await Storage.Counters.WriteAsync(other.Id, "a1", Some, None);
        await Parallel.ForAsync(
            0, 120, async (i, token) => await Storage.Counters.WriteAsync(session.Id, $"i{i}", Some with { Chunks = i }, token));
        var found = await Storage.Sessions.FindAsync(session.Id, None);
        Assert.Equal(120, found!.CountersByInstance.Count);
        Assert.All(found.CountersByInstance, counted => Assert.Equal(counted.Key, $"i{counted.Value.Chunks}"));

        await Storage.Sessions.RemoveAsync(session.Id, None);
        await Storage.Sessions.AddAsync(SampleSession.Open(session.Id), None);
        Assert.Empty((await Storage.Sessions.FindAsync(session.Id, None))!.CountersByInstance);
        Assert.Single((await Storage.Sessions.FindAsync(other.Id, None))!.CountersByInstance);
    }

    [Fact]
    public async Task Every_call_heeds_its_token() =>
        await AssertHeedTheirTokenAsync(token => Storage.Counters.WriteAsync(NextId(), "a1", Some, token));
}
