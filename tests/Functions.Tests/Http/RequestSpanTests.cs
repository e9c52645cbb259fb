using System.Diagnostics;
using System.Net;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Functions.Tests.Tus;
using SmartTransfer.Testing.Properties;
using SmartTransfer.Testing.Telemetry;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Functions.Tests.Http;

/// <summary>A request is one trace, from the caller's through the use case to the storage calls.</summary>
public sealed class RequestSpanTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private static readonly byte[] File = Values.RandomBytes(2000, seed: 3);

    private readonly ActivityTraceId _trace = ActivityTraceId.CreateRandom();
    private readonly ActivitySpanId _caller = ActivitySpanId.CreateRandom();
    private readonly ApiHost _host = shared.Host;

    private (string, string) TraceParent => ("traceparent", $"00-{_trace}-{_caller}-01");

    [Fact]
    public async Task A_request_continues_the_callers_trace_and_holds_all_that_is_done_for_it()
    {
        using var traces = TraceRecorder.Of(_trace);
        var upload = await ClientUpload.StartAsync(_host, 1000);
        (await upload.PutAsync(
            0, Bodies.Sized(File[..1000]), ("Content-Digest", Bodies.ContentDigest(File[..1000])), TraceParent)).Is(HttpStatusCode.OK);
        var request = await EndedAsync(traces, "PUT /api/uploads/{id}/chunks/{offset}");

        Assert.Equal((ActivityKind.Server, _caller, true), (request.Kind, request.ParentSpanId, request.HasRemoteParent));
        Assert.Equal("PUT", request.GetTagItem("http.request.method"));
        Assert.Equal("/api/uploads/{id}/chunks/{offset}", request.GetTagItem("http.route"));
        Assert.Equal(200, request.GetTagItem("http.response.status_code"));
        var chunk = traces.Single("stage chunk");
        Assert.Equal(request.SpanId, chunk.ParentSpanId);
        Assert.Contains(
            traces.Ended,
            activity => activity.ParentSpanId == chunk.SpanId
                && "stage block".Equals(activity.GetTagItem("smart_transfer.storage.operation")));
    }

    [Fact]
    public async Task What_is_read_while_the_answer_is_written_belongs_to_the_request()
    {
        using var traces = TraceRecorder.Of(_trace);
        var upload = await ClientUpload.CompletedAsync(_host, File);
        (await upload.GetContentAsync(TraceParent)).Is(HttpStatusCode.OK);
        var request = await EndedAsync(traces, "GET /api/uploads/{id}/content");

        Assert.Contains(
            traces.Ended,
            activity => activity.ParentSpanId == request.SpanId
                && "read content".Equals(activity.GetTagItem("smart_transfer.storage.operation")));
    }

    [Fact]
    public async Task A_problem_is_told_by_its_code_and_is_an_error_where_the_fault_is_ours()
    {
        await using var host = await ApiHost.StartOnSystemTimeAsync();
        using var traces = TraceRecorder.Of(_trace);
        var upload = await ClientUpload.StartAsync(host, 1000);
        (await upload.PutAsync(0, Bodies.Sized([1]), ("Content-Digest", Bodies.ContentDigest([2])), TraceParent)).Is(
            HttpStatusCode.UnprocessableEntity);
        host.Faults.FailFrom(1);
        (await Reply.ToAsync(host.Client, HttpMethod.Get, upload.Path, null, TraceParent)).Is(HttpStatusCode.ServiceUnavailable);

        var refused = await EndedAsync(traces, "PUT /api/uploads/{id}/chunks/{offset}");
        Assert.Equal((ActivityStatusCode.Unset, "chunk-digest-mismatch"), (refused.Status, refused.GetTagItem("error.type")));
        var failed = await EndedAsync(traces, "GET /api/uploads/{id}");
        Assert.Equal((ActivityStatusCode.Error, "storage-unavailable"), (failed.Status, failed.GetTagItem("error.type")));
    }

    [Fact]
    public async Task Without_a_caller_a_request_begins_a_trace_of_its_own()
    {
        using var traces = TraceRecorder.OfAll();
        var upload = await TusUpload.StartAsync(_host, 1000);

        await Eventually.HoldsAsync(
            "the request's trace ended",
            () => traces.Ended.Any(activity => activity.TraceId.ToHexString() == upload.Created.Header("x-correlation-id")));
        var request = traces.Ended.Single(
            activity => activity.TraceId.ToHexString() == upload.Created.Header("x-correlation-id")
                && activity.Kind is ActivityKind.Server);
        Assert.Equal(("POST /api/tus", default(ActivitySpanId)), (request.OperationName, request.ParentSpanId));
        Assert.NotNull(request.GetTagItem("http.response.status_code"));
    }

    [Fact]
    public async Task No_trace_has_an_upload_id_in_it_whole()
    {
        using var traces = TraceRecorder.Of(_trace);
        var upload = await TusUpload.StartAsync(_host, 1000);
        (await upload.PatchAsync(0, File[..500], TraceParent)).Is(HttpStatusCode.NoContent);
        (await Reply.ToAsync(
            _host.Client, HttpMethod.Get, $"api/uploads/{upload.Id.Value}?x={upload.Id.Value}", null, TraceParent)).Is(HttpStatusCode.OK);
        await EndedAsync(traces, "PATCH /api/tus/{id}");
        await EndedAsync(traces, "GET /api/uploads/{id}");

        Assert.Contains(traces.Ended, activity => upload.Id.ToString().Equals(activity.GetTagItem("smart_transfer.upload")));
        Assert.All(traces.Ended, activity =>
        {
            Assert.DoesNotContain(upload.Id.Value, activity.DisplayName, StringComparison.Ordinal);
            Assert.DoesNotContain(
                activity.TagObjects, tag => tag.Value?.ToString()?.Contains(upload.Id.Value, StringComparison.Ordinal) is true);
        });
    }

    private static async Task<Activity> EndedAsync(TraceRecorder traces, string name)
    {
        // It ends when the answer is out, which its client may know before.
        await Eventually.HoldsAsync($"{name} ended", () => traces.Ended.Any(activity => activity.OperationName == name));
        return traces.Single(name);
    }
}
