using System.Net;
using Microsoft.AspNetCore.Http;
using SmartTransfer.Functions.Http;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Functions.Tests.Tus;
using SmartTransfer.Testing.Properties;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Functions.Tests.Http;

/// <summary>An answer and the log lines of its request are found together, and with the caller's own trace.</summary>
public sealed class CorrelationTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Caller = $"00-{Trace}-00f067aa0ba902b7-01";

    private static readonly byte[] File = Values.RandomBytes(2000, seed: 2);

    [Fact]
    public async Task Every_answer_has_an_id_of_its_own_whether_it_is_a_problem_or_not()
    {
        await using var host = await ApiHost.StartAsync();
        host.Stored.Probe.Blobs = "Storage cannot be reached.";
        var upload = await ClientUpload.StartAsync(host, 1000);
        var tus = await TusUpload.StartAsync(host, 1000);
        Reply[] replies =
        [
            tus.Created,
            (await Reply.ToAsync(host.Client, HttpMethod.Get, "api/health")).Is(HttpStatusCode.ServiceUnavailable),
            (await Reply.ToAsync(host.Client, HttpMethod.Get, "api/openapi.json")).Is(HttpStatusCode.OK),
            (await Reply.ToAsync(host.Client, HttpMethod.Get, "api/docs/nothing")).Is(HttpStatusCode.NotFound),
            (await Reply.ToAsync(host.Client, HttpMethod.Get, "api/uploads/nothing")).Is(HttpStatusCode.BadRequest),
            (await Reply.ToAsync(host.Client, HttpMethod.Post, "api/uploads")).Is(HttpStatusCode.UnsupportedMediaType),
            (await upload.PutAsync(5000, File)).Is(HttpStatusCode.RequestedRangeNotSatisfiable),
            (await upload.GetStatusAsync()).Is(HttpStatusCode.OK),
            (await upload.CompleteAsync()).Is(HttpStatusCode.Conflict),
            (await tus.PatchAsync(7, File)).Is(HttpStatusCode.Conflict),
            (await TusUpload.PostAsync(host, null)).Is(HttpStatusCode.BadRequest),
            (await Reply.ToAsync(host.Client, HttpMethod.Head, "api/tus/nothing")).Is(HttpStatusCode.NotFound),
            (await Reply.ToAsync(host.Client, HttpMethod.Options, "api/tus")).Is(HttpStatusCode.NoContent),
        ];

        Assert.All(replies, reply => Assert.Matches("^[0-9a-f]{32}$", reply.Header(Correlation.Header)));
        Assert.All(
            replies.Where(reply => reply.MediaType == "application/problem+json" && reply.Body.Length > 0),
            reply => Assert.Equal(reply.Header(Correlation.Header), reply.Json.Text("correlationId")));
        Assert.Equal(replies.Length, replies.Select(reply => reply.Header(Correlation.Header)).Distinct().Count());
    }

    [Theory]
    [InlineData("api/uploads/nothing")]
    [InlineData("api/tus/nothing")]
    [InlineData("api/health")]
    public async Task The_id_is_the_trace_that_the_caller_names(string path)
    {
        await using var host = await ApiHost.StartAsync();
        var reply = await Reply.ToAsync(
            host.Client,
            path.Contains("tus", StringComparison.Ordinal) ? HttpMethod.Head : HttpMethod.Get,
            path,
            null,
            ("traceparent", Caller));
        Assert.Equal(Trace, reply.Header(Correlation.Header));
    }

    [Theory]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01")]
    [InlineData($"00-{Trace}-0000000000000000-01")]
    [InlineData($"00-{Trace}-01")]
    [InlineData("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01")]
    [InlineData("nonsense")]
    public void A_trace_that_is_none_is_not_taken_over(string traceparent)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.TraceParent = traceparent;
        var id = Correlation.IdOf(context);
        Assert.Matches("^[0-9a-f]{32}$", id);
        Assert.DoesNotContain(id, traceparent, StringComparison.OrdinalIgnoreCase);
        Assert.NotEqual(new string('0', 32), id);
        Assert.Equal(id, Correlation.IdOf(context));
    }

    [Fact]
    public async Task Every_line_that_is_logged_while_a_request_fails_has_the_id_of_its_answer()
    {
        await using var host = await ApiHost.StartOnSystemTimeAsync();
        var upload = await ClientUpload.StartAsync(host, 1000);
        host.Faults.FailFrom(1);
        var before = host.Log.Lines.Count;

        var native = await upload.PutAsync(0, File[..1000]);
        var between = host.Log.Lines.Count;
        var tus = await Reply.ToAsync(
            host.Client, HttpMethod.Head, $"api/tus/{upload.Id.Value}", null, ("Tus-Resumable", "1.0.0"), ("traceparent", Caller));

        native.IsProblem(HttpStatusCode.ServiceUnavailable, "storage-unavailable");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, Trace), (tus.Status, tus.Header(Correlation.Header)));
        HasId(host.Log.Lines.Skip(before).Take(between - before), native.Header(Correlation.Header)!);
        HasId(host.Log.Lines.Skip(between), Trace);
    }

    [Fact]
    public async Task Lines_that_are_logged_while_the_answer_is_written_have_the_id_too()
    {
        await using var host = await ApiHost.StartOnSystemTimeAsync();
        var upload = await ClientUpload.CompletedAsync(host, File);
        host.Faults.FailOperation(StorageOperation.ReadContent, FaultTiming.BeforeEffect, times: 2);
        var before = host.Log.Lines.Count;

        var reply = (await upload.GetContentAsync(("traceparent", Caller))).Is(HttpStatusCode.OK);

        Assert.Equal(File, reply.Body);
        HasId(host.Log.Lines.Skip(before), Trace);
    }

    private static void HasId(IEnumerable<string> lines, string id)
    {
        var own = lines.Where(line => line.StartsWith("SmartTransfer.Core", StringComparison.Ordinal) || line.StartsWith(
            "SmartTransfer.Functions", StringComparison.Ordinal)).ToList();
        Assert.True(own.Count >= 2, string.Join(Environment.NewLine, own));
        Assert.All(own, line => Assert.Single(line.Split($" => {Correlation.ScopeName}:{id}")[1..]));
    }
}
