using System.Globalization;
using System.Net;
using System.Text;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Properties;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Functions.Tests.Tus;

public sealed class TusConcatenationTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private static readonly byte[] Head = Values.RandomBytes(3_000, seed: 1);
    private static readonly byte[] Tail = Values.RandomBytes(500, seed: 2);

    private readonly ApiHost _host = shared.Host;

    [Fact]
    public async Task Parts_that_are_there_are_one_file_with_the_answer()
    {
        var (head, tail) = (await PartialAsync(Head), await PartialAsync(Tail));

        var final = await FinalAsync([head, tail], ("Upload-Metadata", "filename d2hvbGUuYmlu"));

        Assert.Equal([.. Head, .. Tail], final.File!);
        Assert.Equal("3500", final.Created.Header("Upload-Offset"));
        Assert.Null(final.Created.Header("Upload-Expires"));
        var told = (await final.HeadAsync()).Is(HttpStatusCode.OK);
        Assert.Equal(("3500", "3500"), (told.Header("Upload-Offset"), told.Header("Upload-Length")));
        Assert.Equal(
            ($"final;{head.Path} {tail.Path}", "filename d2hvbGUuYmlu"), (told.Header("Upload-Concat"), told.Header("Upload-Metadata")));
        Assert.Equal("whole.bin", final.Row.FileName);
    }

    [Fact]
    public async Task Of_parts_under_way_the_whole_has_no_offset_yet_and_is_there_when_it_is_asked_for_after_the_last()
    {
        var (head, tail) = (await StartPartialAsync(Head.Length), await StartPartialAsync(Tail.Length));
        var final = await FinalAsync([head, tail]);
        Assert.Null(final.Created.Header("Upload-Offset"));

        var told = (await final.HeadAsync()).Is(HttpStatusCode.OK);
        Assert.Equal((null, "3500", null), (told.Header("Upload-Offset"), told.Header("Upload-Length"), told.Header("Upload-Expires")));
        await tail.PatchAsync(0, Tail);
        await head.PatchAsync(0, Head);
        told = (await final.HeadAsync()).Is(HttpStatusCode.OK);

        Assert.Equal("3500", told.Header("Upload-Offset"));
        Assert.Equal([.. Head, .. Tail], final.File!);
    }

    [Fact]
    public async Task A_client_that_deletes_its_own_part_is_no_error_of_ours()
    {
        await using var host = await ApiHost.StartAsync();
        var part = await TusUpload.StartAsync(host, 5, ("Upload-Concat", "partial"));
        var final = await TusUpload.StartAsync(host, null, ("Upload-Concat", $"final;{part.Path}"));
        (await part.DeleteAsync()).Is(HttpStatusCode.NoContent);
        (await final.HeadAsync()).Is(HttpStatusCode.Gone);

        Assert.Single(host.Log.Lines, line => line.Contains(" Information Upload ", StringComparison.Ordinal)
            && line.Contains("was rejected: part-lost", StringComparison.Ordinal));
        Assert.DoesNotContain(host.Log.Lines, line => line.Contains(" Error ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_part_says_that_it_is_one_and_the_native_API_too()
    {
        var head = await StartPartialAsync(Head.Length);
        var final = await FinalAsync([head]);

        Assert.Equal("partial", (await head.HeadAsync()).Header("Upload-Concat"));
        Assert.Equal("partial", (await NativeAsync(head)).Json.GetProperty("role").GetString());
        Assert.Equal("final", (await NativeAsync(final)).Json.GetProperty("role").GetString());
        Assert.False((await NativeAsync(await TusUpload.StartAsync(_host, 5))).Json.TryGetProperty("role", out _));
    }

    [Fact]
    public async Task The_native_API_completes_a_final_upload_as_far_as_its_parts_are_there()
    {
        var (head, tail) = (await PartialAsync(Head), await StartPartialAsync(Tail.Length));
        var final = await FinalAsync([head, tail]);

        var waiting = (await CompleteAsync(final)).Is(HttpStatusCode.Conflict);
        Assert.Equal("upload-concatenating", waiting.Json.GetProperty("code").GetString());
        await tail.PatchAsync(0, Tail);
        (await CompleteAsync(final)).Is(HttpStatusCode.OK);

        Assert.Equal([.. Head, .. Tail], final.File!);
    }

    [Fact]
    public async Task A_PATCH_to_a_final_upload_is_refused_before_and_after_it_is_there()
    {
        var head = await StartPartialAsync(Head.Length);
        var final = await FinalAsync([head]);

        (await final.PatchAsync(0, Head)).Is(HttpStatusCode.Forbidden);
        await head.PatchAsync(0, Head);
        await final.HeadAsync();
        var refused = (await final.PatchAsync(Head.Length, [1])).Is(HttpStatusCode.Forbidden);

        Assert.Equal("upload-is-final", refused.Json.GetProperty("code").GetString());
        Assert.Equal(Head, final.File);
    }

    [Theory]
    [InlineData("final;")]
    [InlineData("final")]
    [InlineData("final; ")]
    [InlineData("Partial")]
    [InlineData("partial;/api/tus/AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("none")]
    public async Task What_is_no_Upload_Concat_is_refused(string field)
    {
        var refused = (
            await TusUpload.PostAsync(_host, null, ("Upload-Concat", field), ("Upload-Length", "5"))).Is(HttpStatusCode.BadRequest);

        Assert.Equal("header-invalid", refused.Json.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("/api/tus/AAAAAAAAAAAAAAAAAAAAAA", "does not exist")]
    [InlineData("https://elsewhere.example/files/AAAAAAAAAAAAAAAAAAAAAA", "is not the address of an upload")]
    [InlineData("/api/tus/AAAA", "is not the address of an upload")]
    [InlineData("/api/uploads/AAAAAAAAAAAAAAAAAAAAAA", "is not the address of an upload")]
    public async Task A_part_that_cannot_be_used_is_named_and_nothing_is_started(string address, string why)
    {
        var head = await PartialAsync(Head);
        var before = _host.Stored.SessionRows.Count;

        var refused = (await TusUpload.PostAsync(_host, null, ("Upload-Concat", $"final;{head.Path} {address}"))).Is(
            HttpStatusCode.UnprocessableEntity);

        Assert.Equal("partial-unusable", refused.Json.GetProperty("code").GetString());
        Assert.Contains($"Upload 2 in Upload-Concat {why}", refused.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(before, _host.Stored.SessionRows.Count);
    }

    /// <summary>Two addresses that no space separates: {0} and {1} are the ids of two partial uploads.</summary>
    public static TheoryData<string> Glued =>
    [
        "/api/tus/{0},/api/tus/{1}",
        "/api/tus/{0};/api/tus/{1}",
        "/api/tus/{0}|/api/tus/{1}",
        "/api/tus/{0}%2C/api/tus/{1}",
        "/api/tus/{0}%20/api/tus/{1}",
        "/api/tus/{0}/api/tus/{1}",
        "/api/tus/{0}/../{1}",
        "/api/tus/{0}?x=,/api/tus/{1}",
        "https://files.example/api/tus/{0},https://files.example/api/tus/{1}",
        "/api/uploads/{0},/api/tus/{1}",
        "/api/tus/{1}#/api/tus/{0}",
        "{0},/api/tus/{1}",
    ];

    [Theory]
    [MemberData(nameof(Glued))]
    public async Task An_address_that_holds_another_is_refused_and_no_part_is_lost(string glued)
    {
        var (head, tail) = (await PartialAsync(Head), await PartialAsync(Tail));
        var before = _host.Stored.SessionRows.Count;
        var field = string.Format(CultureInfo.InvariantCulture, glued, head.Id.Value, tail.Id.Value);

        var refused = await TusUpload.PostAsync(_host, null, ("Upload-Concat", $"final;{field}"));

        refused.IsProblem(HttpStatusCode.UnprocessableEntity, "partial-unusable");
        Assert.Contains("separate addresses by spaces", refused.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(before, _host.Stored.SessionRows.Count);
    }

    [Theory]
    [InlineData("final;/\u00e4pi/tus/{0}")]
    [InlineData("final;/api/tus/{0} /api/tus/{0}\u20ac")]
    [InlineData("final;/api/tus/{0}?\ud83d\ude00")]
    [InlineData("final;/api/tus/{0}\t/api/tus/{0}")]
    public async Task A_field_that_no_answer_could_give_back_is_refused(string field)
    {
        // With bodies as the Functions host hands them on, such a header does not reach the app.
        await using var host = await ApiHost.StartAsync("--LocalHost:Bodies=stream");
        var text = string.Format(CultureInfo.InvariantCulture, field, "AAAAAAAAAAAAAAAAAAAAAA");

        // A client of .NET would not send it.
        using var connection = await RawConnection.OpenAsync(host.Address);
        await connection.SendAsync(Encoding.UTF8.GetBytes(
            $"POST /api/tus HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTus-Resumable: 1.0.0\r\nUpload-Concat: {text}\r\n"
            + "Content-Length: 0\r\n\r\n"));
        var answer = await connection.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"header-invalid\"", answer, StringComparison.Ordinal);
        Assert.Empty(host.Stored.SessionRows);
    }

    [Theory]
    [InlineData("/api/tus/{0}", 1000)]
    [InlineData("https://transfer-app-a1b2c3d4e5f6a7b8.westeurope-01.azurewebsites.net/api/tus/{0}", 800)]
    [InlineData("https://transfer-app-a1b2c3d4e5f6a7b8.westeurope-01.azurewebsites.net/api/tus/{0}", 1000)]
    [InlineData("https://x/tus/api/tus/{0}?code=1", 400)]
    public async Task As_many_parts_as_documented_are_taken_and_the_field_is_told_as_it_was_sent(string address, int count)
    {
        var byteOfIts = await PartialAsync([7]);
        var field = $"final;{string.Join(' ', Enumerable.Repeat(
            string.Format(CultureInfo.InvariantCulture, address, byteOfIts.Id.Value), count))}";

        using var client = new HttpClient(new SocketsHttpHandler { MaxResponseHeadersLength = 256 }) { BaseAddress = _host.Address };
        var created = (await Reply.ToAsync(
            client, HttpMethod.Post, "api/tus", null, ("Tus-Resumable", "1.0.0"), ("Upload-Concat", field))).Is(HttpStatusCode.Created);

        Assert.Equal(count.ToString(CultureInfo.InvariantCulture), created.Header("Upload-Offset"));
        var told = (await Reply.ToAsync(
            client, HttpMethod.Head, created.Header("Location")!, null, ("Tus-Resumable", "1.0.0"))).Is(HttpStatusCode.OK);
        Assert.Equal(field, told.Header("Upload-Concat"));
    }

    [Fact]
    public async Task Addresses_of_several_forms_are_told_as_they_were_sent()
    {
        var head = await PartialAsync(Head);
        var field = $"final;{head.Path}  https://files.example{head.Path}/ {head.Path} ";

        var final = await TusUpload.StartAsync(_host, null, ("Upload-Concat", field));

        Assert.Equal(field.TrimEnd(), (await final.HeadAsync()).Header("Upload-Concat"));
    }

    [Fact]
    public async Task One_part_more_than_documented_is_refused_and_nothing_is_started()
    {
        var part = await PartialAsync([7]);
        var before = _host.Stored.SessionRows.Count;

        var refused = await TusUpload.PostAsync(
            _host, null, ("Upload-Concat", $"final;{string.Join(' ', Enumerable.Repeat(part.Path, 1001))}"));

        var problem = refused.IsProblem(HttpStatusCode.UnprocessableEntity, "too-many-parts");
        Assert.Equal((1001, 1000), (problem.Number("got"), problem.Number("want")));
        Assert.Equal(before, _host.Stored.SessionRows.Count);
    }

    [Fact]
    public async Task An_upload_that_is_no_partial_one_or_has_ended_cannot_be_a_part()
    {
        var (single, given) = (await TusUpload.CompletedAsync(_host, Head), await StartPartialAsync(5));
        (await given.DeleteAsync()).Is(HttpStatusCode.NoContent);

        foreach (var upload in new[] { single, given })
        {
            (await TusUpload.PostAsync(_host, null, ("Upload-Concat", $"final;{upload.Path}"))).Is(HttpStatusCode.UnprocessableEntity);
        }
    }

    [Theory]
    [InlineData("Upload-Length", "3000", HttpStatusCode.BadRequest)]
    [InlineData("Upload-Defer-Length", "1", HttpStatusCode.BadRequest)]
    public async Task A_final_upload_has_no_length_of_its_own(string header, string value, HttpStatusCode status)
    {
        var head = await PartialAsync(Head);

        (await TusUpload.PostAsync(_host, null, ("Upload-Concat", $"final;{head.Path}"), (header, value))).Is(status);
    }

    [Fact]
    public async Task A_final_upload_is_created_without_bytes()
    {
        var head = await PartialAsync(Head);

        (await TusUpload.PostAsync(
            _host,
            Bodies.Sized([1]),
            ("Upload-Concat", $"final;{head.Path}"),
            ("Content-Type", TusUpload.Octets))).Is(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Addresses_may_be_absolute_under_any_name_and_carry_a_query()
    {
        var head = await PartialAsync(Head);

        var final = await TusUpload.StartAsync(
            _host,
            null,
            ("Upload-Concat", $"final;https://files.example{head.Path}?x=1 http://10.0.0.1/behind/a/proxy/tus/{head.Id.Value}/"));

        Assert.Equal([.. Head, .. Head], final.File!);
    }

    [Fact]
    public async Task When_a_part_is_given_up_the_whole_is_gone_for_its_client()
    {
        var head = await StartPartialAsync(Head.Length);
        var final = await FinalAsync([head]);
        await head.DeleteAsync();

        (await final.HeadAsync()).Is(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task A_final_upload_that_waits_can_be_given_up()
    {
        var final = await FinalAsync([await StartPartialAsync(5)]);

        (await final.DeleteAsync()).Is(HttpStatusCode.NoContent);

        Assert.Equal(UploadState.Cancelled, final.Row.State);
    }

    [Fact]
    public async Task What_takes_longer_than_the_request_is_answered_201_and_done_by_whoever_asks_next()
    {
        await using var host = await ApiHost.StartAsync("--SmartTransfer:Concatenation:RequestTime=00:00:00");
        var head = await PartialAsync(Head, host);

        var final = await FinalAsync([head], host);
        Assert.Null(final.Created.Header("Upload-Offset"));
        Assert.Null(final.File);
        Assert.Contains(host.Stored.ExpiryRows, entry => (entry.Hour, entry.Id) == (ExpiryHour.Concatenations, final.Id));

        Assert.Equal("3000", await final.OffsetAsync());
        Assert.Equal(Head, final.File);
    }

    [Fact]
    public async Task Storage_that_fails_while_the_parts_are_put_together_makes_no_client_start_a_second_whole()
    {
        await using var host = await ApiHost.StartOnSystemTimeAsync();
        var head = await PartialAsync(Head, host);
        host.Faults.FailOperation(StorageOperation.CopyBlock, FaultTiming.BeforeEffect, times: 4);

        var final = await FinalAsync([head], host);
        Assert.Null(final.Created.Header("Upload-Offset"));
        host.Faults.Heal();

        Assert.Equal("3000", await final.OffsetAsync());
    }

    private Task<TusUpload> StartPartialAsync(long length, ApiHost? host = null) =>
        TusUpload.StartAsync(host ?? _host, length, ("Upload-Concat", "partial"));

    private async Task<TusUpload> PartialAsync(byte[] bytes, ApiHost? host = null)
    {
        var upload = await StartPartialAsync(bytes.Length, host);
        (await upload.PatchAsync(0, bytes)).Is(HttpStatusCode.NoContent);
        return upload;
    }

    private Task<TusUpload> FinalAsync(TusUpload[] parts, params (string, string)[] headers) => FinalAsync(parts, _host, headers);

    private static Task<TusUpload> FinalAsync(TusUpload[] parts, ApiHost host, params (string, string)[] headers) =>
        TusUpload.StartAsync(host, null, [("Upload-Concat", $"final;{string.Join(' ', parts.Select(part => part.Path))}"), .. headers]);

    private Task<Reply> NativeAsync(TusUpload upload) =>
        Reply.ToAsync(_host.Client, HttpMethod.Get, $"api/uploads/{upload.Id.Value}", null);

    private Task<Reply> CompleteAsync(TusUpload upload) =>
        Reply.ToAsync(_host.Client, HttpMethod.Post, $"api/uploads/{upload.Id.Value}/complete", null);
}
