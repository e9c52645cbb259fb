using System.Diagnostics;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Saboteurs;
using SmartTransfer.Testing.Telemetry;

namespace SmartTransfer.Core.Tests.Telemetry;

/// <summary>What is traced while uploads happen.</summary>
public sealed class TransferActivitiesTests : IDisposable
{
    private static readonly TestFile File = TestFile.OfLength(1_000);

    private readonly Activity _caller = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
    private readonly World _world = new(new ServiceOptions { Retry = new RetryOptions { MaxRetries = 0 } });
    private readonly TraceRecorder _traces;

    public TransferActivitiesTests() => _traces = TraceRecorder.Of(_caller.TraceId);

    public void Dispose()
    {
        _traces.Dispose();
        _caller.Dispose();
    }

    [Fact]
    public async Task Every_use_case_is_an_activity_of_the_callers_trace()
    {
        var instance = _world.NewInstance(retries: true);
        var id = (await instance.Start.RunAsync(File.Wanted(), World.None)).Value.Session.Id;
        await instance.Stage.RunAsync(File.Chunk(id, 0, 500), World.None);
        await instance.Append.RunAsync(File.Rest(id, 500), World.None);
        await instance.Position.RunAsync(id, World.None);
        await instance.Status.RunAsync(id, World.None);
        await instance.Complete.RunAsync(id, CompletionRequest.Plain, World.None);
        await instance.Content.RunAsync(id, World.None);
        await instance.Cancel.RunAsync(id, World.None);
        await instance.Sweep.RunAsync(World.None);

        string[] names =
        [
            "start upload", "stage chunk", "append stream", "find position", "get status", "open content", "cancel upload", "sweep",
        ];
        Assert.All(names, name => Assert.Equal(_caller.SpanId, _traces.Single(name).ParentSpanId));
        Assert.Equal(2, _traces.Ended.Count(activity => activity.OperationName == "complete upload"));
    }

    [Fact]
    public async Task A_storage_call_is_a_part_of_the_use_case_that_makes_it()
    {
        var instance = _world.NewInstance(retries: true);
        var id = (await instance.Start.RunAsync(File.Wanted(), World.None)).Value.Session.Id;
        await instance.Stage.RunAsync(File.Chunk(id, 0, 500), World.None);

        var chunk = _traces.Single("stage chunk");
        var call = Assert.Single(_traces.Ended, activity => "stage block".Equals(activity.GetTagItem("smart_transfer.storage.operation")));
        Assert.Equal(chunk.SpanId, call.ParentSpanId);
        Assert.Equal(ActivityKind.Client, call.Kind);
    }

    [Fact]
    public async Task A_trace_has_the_beginning_of_an_uploads_id_and_never_all_of_it()
    {
        var id = await _world.StageAllAsync(File);
        await _world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None);

        Assert.Equal(id.ToString(), _traces.Single("complete upload").GetTagItem("smart_transfer.upload"));
        Assert.NotEmpty(_traces.Ended);
        Assert.All(
            _traces.Ended,
            activity => Assert.DoesNotContain(
                activity.TagObjects, tag => tag.Value?.ToString()?.Contains(id.Value, StringComparison.Ordinal) is true));
    }

    [Fact]
    public async Task A_failure_is_told_by_its_code()
    {
        var id = await _world.StartAsync(File);
        await _world.One.Stage.RunAsync(File.Chunk(id, 0, 100, new FlippedBitStream(File.Slice(0, 100), 5)), World.None);

        var chunk = _traces.Single("stage chunk");
        Assert.Equal(ActivityStatusCode.Error, chunk.Status);
        Assert.Equal("chunk-digest-mismatch", chunk.GetTagItem("error.type"));
        Assert.Equal(ActivityStatusCode.Unset, _traces.Single("start upload").Status);
    }

    [Fact]
    public async Task A_fault_is_told_by_its_kind_alone()
    {
        var instance = _world.NewInstance(retries: true);
        var id = (await instance.Start.RunAsync(File.Wanted(), World.None)).Value.Session.Id;
        _world.Sabotage.FailFrom(1);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => instance.Status.RunAsync(id, World.None));

        Assert.Equal(typeof(StorageUnavailableException).FullName, _traces.Single("get status").GetTagItem("error.type"));
        var call = Assert.Single(
            _traces.Ended, activity => activity.Status is ActivityStatusCode.Error && activity.Kind is ActivityKind.Client);
        Assert.Equal("unavailable", call.GetTagItem("error.type"));
        Assert.All(_traces.Ended, activity => Assert.Empty(activity.Events));
    }
}
