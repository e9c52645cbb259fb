using SmartTransfer.Core.Ports;
using Xunit;

namespace SmartTransfer.Testing.Contracts;

/// <summary>What <see cref="ISetAsideEvents"/> promises.</summary>
[ContractOf(typeof(ISetAsideEvents))]
public abstract class SetAsideEventsContract : StorageContract
{
    [Fact]
    public async Task What_was_set_aside_comes_back_as_it_was()
    {
        var aside = SampleEvent.SetAside("key-1", "queue");
        await Storage.SetAside.AddAsync(aside, None);
        await Storage.SetAside.AddAsync(aside, None);

        var read = Assert.Single(await Storage.SetAside.ReadAsync(null, 10, None));
        Assert.Equal(aside.Message.Body.ToArray(), read.Message.Body.ToArray());
        Assert.Equal(aside, read with { Message = read.Message with { Body = aside.Message.Body } });
    }

    [Fact]
    public async Task One_event_may_be_set_aside_for_several_sinks_and_each_is_removed_alone()
    {
        var (queue, hook) = (SampleEvent.SetAside("key-1", "queue"), SampleEvent.SetAside("key-1", "hook"));
        await Storage.SetAside.AddAsync(queue, None);
        await Storage.SetAside.AddAsync(hook, None);
        Assert.Equal(2, (await Storage.SetAside.ReadAsync(null, 10, None)).Count);

        await Storage.SetAside.RemoveAsync(queue, None);
        await Storage.SetAside.RemoveAsync(queue, None);
        Assert.Equal("hook", Assert.Single(await Storage.SetAside.ReadAsync(null, 10, None)).Sink);
    }

    [Fact]
    public async Task Events_of_an_upload_follow_one_another_and_reading_goes_on_where_it_ended()
    {
        string[] ids = ["a-1", "a-2", "b-1", "c-1", "c-2", "c-3"];
        foreach (var id in ids.Reverse())
        {
            await Storage.SetAside.AddAsync(SampleEvent.SetAside(id, "queue"), None);
        }

        var first = await Storage.SetAside.ReadAsync(null, 4, None);
        var rest = await Storage.SetAside.ReadAsync(first[^1], 4, None);
        Assert.Equal(ids, first.Concat(rest).Select(aside => aside.Message.Id));
        Assert.Empty(await Storage.SetAside.ReadAsync(null, 0, None));
    }

    [Fact]
    public async Task Every_call_heeds_its_token() => await AssertHeedTheirTokenAsync(
        token => Storage.SetAside.AddAsync(SampleEvent.SetAside("key-1", "queue"), token),
        token => Storage.SetAside.ReadAsync(null, 10, token),
        token => Storage.SetAside.RemoveAsync(SampleEvent.SetAside("key-1", "queue"), token));
}
