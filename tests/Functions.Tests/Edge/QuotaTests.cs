using System.Net;
using SmartTransfer.Functions.Tests.Authorization;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Functions.Tests.Tus;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Functions.Tests.Edge;

/// <summary>What a client hears that takes more than it may.</summary>
public sealed class QuotaTests
{
    private const string Secret = "--SmartTransfer:Network:ClientKeySecret=0123456789abcdef0123456789abcdef";
    private const string Bytes = "--SmartTransfer:ClientLimits:MaxBytesPerDay=100000";
    private const string Requests = "--SmartTransfer:ClientLimits:MaxRequestsPerSecond=1";
    private const string Window = "--SmartTransfer:ClientLimits:RequestWindow=00:00:05";
    private const string Open = "--SmartTransfer:ClientLimits:MaxOpenSessions=1";

    private static readonly byte[] Chunk = new byte[60_000];

    [Fact]
    public async Task Without_limits_nothing_is_asked_of_the_store()
    {
        await using var host = await ApiHost.StartAsync();
        await ClientUpload.CompletedAsync(host, [1, 2, 3]);
        foreach (var operation in (StorageOperation[])[StorageOperation.FindAllowance, StorageOperation.WriteAllowance,
            StorageOperation.AddOpenUpload, StorageOperation.ListOpenUploads, StorageOperation.RemoveOpenUpload])
        {
            Assert.Equal(0, host.Stored.Calls.Of(operation));
        }
    }

    [Fact]
    public async Task Over_its_requests_a_client_is_told_when_the_window_ends()
    {
        await using var host = await ApiHost.StartAsync(Secret, Requests, Window);
        var upload = await ClientUpload.StartAsync(host, 4);
        for (var n = 0; n < 4; n++)
        {
            (await upload.GetStatusAsync()).Is(HttpStatusCode.OK);
        }

        host.Clock.Advance(TimeSpan.FromSeconds(2));
        var reply = await upload.GetStatusAsync();
        var problem = reply.IsProblem(HttpStatusCode.TooManyRequests, "too-many-requests").IsRetryable(reply);
        Assert.Equal((1, 3000), (problem.Number("want"), problem.GetProperty("retry").Number("afterMilliseconds")));
        Assert.Equal(TimeSpan.FromSeconds(3), reply.Headers.RetryAfter!.Delta);

        // Who is not let in does not start anything either, and whoever asks for nothing of an upload is not counted.
        (await Reply.ToAsync(host.Client, HttpMethod.Post, "api/uploads", SmallUpload())).IsProblem(
            HttpStatusCode.TooManyRequests, "too-many-requests");
        (await Reply.ToAsync(host.Client, HttpMethod.Get, "api/health")).Is(HttpStatusCode.OK);
        Assert.Single(host.Stored.SessionRows);

        host.Clock.Advance(TimeSpan.FromSeconds(3));
        (await upload.GetStatusAsync()).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Requests_that_are_refused_for_their_token_are_counted_too()
    {
        await using var authorized = await AuthorizedHost.StartAsync(Secret, Requests, Window);
        for (var n = 0; n < 5; n++)
        {
            (await GuessAsync(authorized)).IsProblem(HttpStatusCode.NotFound, "upload-not-found");
        }

        (await GuessAsync(authorized)).IsProblem(HttpStatusCode.TooManyRequests, "too-many-requests");

        static Task<Reply> GuessAsync(AuthorizedHost host) =>
            Reply.ToAsync(host.Api.Client, HttpMethod.Get, "api/uploads/AAAAAAAAAAAAAAAAAAAAAA");
    }

    [Fact]
    public async Task A_tus_client_hears_503_of_its_requests_since_it_would_forget_the_upload_of_429()
    {
        await using var host = await ApiHost.StartAsync(Secret, Requests, Window);
        var upload = await TusUpload.StartAsync(host, 4);
        for (var n = 0; n < 4; n++)
        {
            (await upload.HeadAsync()).Is(HttpStatusCode.OK);
        }

        foreach (var reply in (Reply[])[await upload.HeadAsync(), await upload.PatchAsync(0, [1, 2, 3, 4])])
        {
            reply.Is(HttpStatusCode.ServiceUnavailable);
            Assert.Equal(TimeSpan.FromSeconds(5), reply.Headers.RetryAfter!.Delta);
        }

        Assert.Empty(upload.Blocks);
    }

    [Fact]
    public async Task Over_its_bytes_a_client_is_refused_until_midnight_and_what_is_there_stays()
    {
        await using var host = await ApiHost.StartAsync([Secret, Bytes, .. ApiHost.SmallChunks]);
        host.Clock.Advance(TimeSpan.FromHours(22));
        var upload = await ClientUpload.StartAsync(host, 2 * Chunk.Length);
        (await upload.PutAsync(0, Chunk)).Is(HttpStatusCode.OK);

        var reply = await upload.PutAsync(Chunk.Length, Chunk);
        var problem = reply.IsProblem(HttpStatusCode.TooManyRequests, "too-many-bytes").IsRetryable(reply);
        Assert.Equal((100_000, 7_200_000), (problem.Number("want"), problem.GetProperty("retry").Number("afterMilliseconds")));
        Assert.Single(upload.Blocks);
        (await upload.GetStatusAsync()).Is(HttpStatusCode.OK);

        host.Clock.Advance(TimeSpan.FromHours(2));
        (await upload.PutAsync(Chunk.Length, Chunk)).Is(HttpStatusCode.OK);
        (await upload.CompleteAsync()).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_body_that_may_not_come_is_not_read()
    {
        await using var host = await ApiHost.StartAsync([Secret, Bytes, "--LocalHost:Bodies=stream", .. ApiHost.SmallChunks]);
        var upload = await ClientUpload.StartAsync(host, 2 * Chunk.Length);
        (await upload.PutAsync(0, Chunk)).Is(HttpStatusCode.OK);

        // Only the head is sent: the answer does not wait for the body.
        using var connection = await RawConnection.OpenAsync(host.Address);
        await connection.SendAsync(
            $"PUT {upload.Path}/chunks/{Chunk.Length} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "
            + $"{Chunk.Length}\r\nContent-Digest: {Hosting.Bodies.ContentDigest(Chunk)}\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 429 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_were_announced_and_not_read_are_given_back()
    {
        await using var host = await ApiHost.StartAsync([Secret, Bytes, .. ApiHost.SmallChunks]);
        var upload = await ClientUpload.StartAsync(host, 2 * Chunk.Length);
        for (var n = 0; n < 10; n++)
        {
            (await upload.PutAsync(
                "x",
                Hosting.Bodies.Sized(Chunk),
                ("Content-Digest", Hosting.Bodies.ContentDigest(Chunk)))).IsProblem(HttpStatusCode.BadRequest, "offset-invalid");
        }

        (await upload.PutAsync(0, Chunk)).Is(HttpStatusCode.OK);
        (await upload.PutAsync(0, Chunk)).IsProblem(HttpStatusCode.TooManyRequests, "too-many-bytes");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_tus_body_counts_too_whether_its_length_is_announced_or_not(bool chunked)
    {
        await using var host = await ApiHost.StartAsync(
            [Secret, "--SmartTransfer:ClientLimits:MaxBytesPerDay=150000", .. ApiHost.SmallChunks]);
        var upload = await TusUpload.StartAsync(host, 4 * Chunk.Length);
        (await upload.PatchAsync(0, Body(Chunk.Length))).Is(HttpStatusCode.NoContent);
        (await upload.PatchAsync(Chunk.Length, Body(Chunk.Length))).Is(HttpStatusCode.NoContent);

        var reply = await upload.PatchAsync(2 * Chunk.Length, Body(Chunk.Length));
        reply.IsProblem(HttpStatusCode.TooManyRequests, "too-many-bytes").IsRetryable(reply);
        Assert.Equal("120000", await upload.OffsetAsync());
        (await TusUpload.PostAsync(
            host,
            Body(Chunk.Length),
            ("Upload-Length", "60000"),
            ("Content-Type", TusUpload.Octets))).IsProblem(HttpStatusCode.TooManyRequests, "too-many-bytes");

        HttpContent Body(int length) => chunked ? Hosting.Bodies.Chunked(new byte[length]) : Hosting.Bodies.Sized(new byte[length]);
    }

    [Fact]
    public async Task A_long_tus_body_without_a_length_ends_where_the_bytes_do_and_what_arrived_stays()
    {
        await using var host = await ApiHost.StartAsync(
            [Secret, "--SmartTransfer:ClientLimits:MaxBytesPerDay=200000", .. ApiHost.SmallChunks]);
        var upload = await TusUpload.StartAsync(host, 400_000);
        (await upload.PatchAsync(0, Hosting.Bodies.Chunked(new byte[400_000]))).IsProblem(
            HttpStatusCode.ServiceUnavailable, "stream-interrupted");
        var offset = long.Parse((await upload.OffsetAsync())!, null);
        Assert.InRange(offset, 3 * 65_536, 200_000);
        (await upload.PatchAsync(offset, Hosting.Bodies.Chunked(new byte[400_000 - offset]))).IsProblem(
            HttpStatusCode.TooManyRequests, "too-many-bytes");
    }

    [Fact]
    public async Task Bytes_that_are_copied_for_a_final_upload_count_as_if_they_were_sent()
    {
        await using var host = await ApiHost.StartAsync([Secret, "--SmartTransfer:ClientLimits:MaxBytesPerDay=200000",
            .. ApiHost.SmallChunks]);
        var part = await TusUpload.StartAsync(host, Chunk.Length, ("Upload-Concat", "partial"));
        (await part.PatchAsync(0, Chunk)).Is(HttpStatusCode.NoContent);

        var twice = await TusUpload.StartAsync(host, null, ("Upload-Concat", $"final;{part.Path} {part.Path}"));
        Assert.Equal("120000", twice.Created.Header("Upload-Offset"));
        var reply = await TusUpload.PostAsync(host, null, ("Upload-Concat", $"final;{part.Path}"));
        reply.IsProblem(HttpStatusCode.TooManyRequests, "too-many-bytes").IsRetryable(reply);
        (await TusUpload.PostAsync(
            host, null, ("Upload-Concat", $"final;{string.Join(' ', Enumerable.Repeat(part.Path, 4))}"))).IsProblem(
                HttpStatusCode.RequestEntityTooLarge, "body-over-daily-limit");
        Assert.Equal(2, host.Stored.SessionRows.Count);

        host.Clock.Advance(TimeSpan.FromDays(1));
        await TusUpload.StartAsync(host, null, ("Upload-Concat", $"final;{part.Path}"));
    }

    [Fact]
    public async Task A_body_longer_than_a_days_bytes_is_refused_for_good()
    {
        await using var host = await ApiHost.StartAsync([Secret, Bytes, .. ApiHost.SmallChunks]);
        var upload = await TusUpload.StartAsync(host, 200_000);
        var reply = await upload.PatchAsync(0, new byte[200_000]);
        reply.IsProblem(HttpStatusCode.RequestEntityTooLarge, "body-over-daily-limit");
        Assert.Null(reply.Headers.RetryAfter);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Over_its_open_uploads_a_client_starts_none_until_one_has_ended(bool tus)
    {
        await using var host = await ApiHost.StartAsync(Secret, Open);
        var upload = await ClientUpload.StartAsync(host, 4);
        var reply = tus
            ? await TusUpload.PostAsync(host, null, ("Upload-Length", "4"))
            : await Reply.ToAsync(host.Client, HttpMethod.Post, "api/uploads", SmallUpload());
        Assert.Equal(1, reply.IsProblem(HttpStatusCode.TooManyRequests, "too-many-open-uploads").IsRetryable(reply).Number("want"));
        (await upload.CancelAsync()).Is(HttpStatusCode.NoContent);
        await TusUpload.StartAsync(host, 4);
    }

    [Fact]
    public async Task What_a_client_calls_itself_gives_it_nothing_and_its_address_does()
    {
        await using var host = await ApiHost.StartAsync(Secret, Open);
        await ClientUpload.StartAsync(
            host, new { fileName = "a", length = 4 }, ("X-Forwarded-For", "192.0.2.1"), ("Transfer-Client", "\"one-one-one\""));
        (await Reply.ToAsync(
            host.Client,
            HttpMethod.Post,
            "api/uploads",
            SmallUpload(),
            ("X-Forwarded-For", "10.0.0.1, 192.0.2.1"),
            ("Transfer-Client", "\"two-two-two\""))).IsProblem(HttpStatusCode.TooManyRequests, "too-many-open-uploads");
        await ClientUpload.StartAsync(
            host, new { fileName = "a", length = 4 }, ("X-Forwarded-For", "192.0.2.2"), ("Transfer-Client", "\"one-one-one\""));
    }

    [Fact]
    public async Task Where_tokens_are_asked_for_the_subject_is_the_client_also_of_what_is_sent_by_the_address_alone()
    {
        await using var host = await AuthorizedHost.StartAsync([Secret, Bytes, .. ApiHost.SmallChunks]);
        host.Send(host.Issuer.Token());
        var upload = await ClientUpload.StartAsync(host.Api, 2 * Chunk.Length);
        (await upload.PutAsync(0, Chunk)).Is(HttpStatusCode.OK);
        host.Send(null);
        (await upload.PutAsync(0, Chunk)).IsProblem(HttpStatusCode.TooManyRequests, "too-many-bytes");
        host.Send(host.Issuer.Token("bob"));
        var others = await ClientUpload.StartAsync(host.Api, Chunk.Length);
        (await others.PutAsync(0, Chunk)).Is(HttpStatusCode.OK);
        Assert.All(host.Api.Stored.AllowanceRows, row => Assert.StartsWith("s-", row.Key.Client.Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Storage_that_does_not_answer_lets_no_body_in()
    {
        await using var host = await ApiHost.StartOnSystemTimeAsync([Secret, Bytes, .. ApiHost.SmallChunks]);
        var upload = await ClientUpload.StartAsync(host, Chunk.Length);
        host.Faults.FailOperation(StorageOperation.WriteAllowance, FaultTiming.BeforeEffect, int.MaxValue);
        (await upload.PutAsync(0, Chunk)).IsProblem(HttpStatusCode.ServiceUnavailable, "storage-unavailable");
        Assert.Empty(upload.Blocks);
    }

    private static HttpContent SmallUpload() => Hosting.Bodies.Json(new { fileName = "a", length = 4 });
}
