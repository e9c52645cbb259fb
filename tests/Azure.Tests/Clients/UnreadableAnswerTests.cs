using System.Net.Http.Headers;
using System.Text;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Azure.Tests.Clients;

/// <summary>
/// Answers whose body is not what their Content-Type promises, as proxies and front ends under load send them: storage is not available
/// then, whatever the libraries throw, and trying again is what helps.
/// </summary>
public sealed class UnreadableAnswerTests
{
    private static readonly UploadId Id = UploadId.FromBytes(new byte[16]);
    private static readonly ExpiryHour Hour = ExpiryHour.Of(ManualTimeProvider.DefaultStart);
    private static readonly SampleBlock Block = SampleBlock.Of(0, 1, 2, 3);

    /// <summary>Every call of every port that reads what storage answers.</summary>
    private static readonly Dictionary<string, Func<StoragePorts, Task>> Calls = new()
    {
        ["stage"] = ports => Block.StageAsync(ports.Blocks, Id),
        ["copy"] = ports => ports.Blocks.TryCopyAsync(Id, 0, Id, Block.Id, default),
        ["list"] = ports => ports.Blocks.ListAsync(Id, default),
        ["commit"] = ports => ports.Commits.CommitAsync(SampleSession.Committing(Id, [Block.Id]), [Block.Id], default),
        ["discard"] = ports => ports.Commits.DiscardAsync(Id, default),
        ["open"] = ports => ports.Contents.OpenAsync(Id, default),
        ["mark"] = ports => ports.Contents.MarkVerifiedAsync(SampleSession.Open(Id), Block.Id.Sha256, default),
        ["add session"] = ports => ports.Sessions.AddAsync(SampleSession.Open(Id), default),
        ["find session"] = ports => ports.Sessions.FindAsync(Id, default),
        ["replace session"] = ports => ports.Sessions.ReplaceAsync(SampleSession.Open(Id) with { Version = "\"1\"" }, default),
        ["remove session"] = ports => ports.Sessions.RemoveAsync(Id, default),
        ["file expiry"] = ports => ports.Expiries.FileAsync(new ExpiryEntry(Hour, Id), default),
        ["file expiry again"] = ports => ports.Expiries.TryFileAgainAsync(new ExpiryEntry(Hour, Id) { Version = "\"1\"" }, default),
        ["read expiries"] = ports => ports.Expiries.ReadAsync(default, Hour, 10, default),
        ["remove expiry"] = ports => ports.Expiries.RemoveAsync(new ExpiryEntry(Hour, Id), default),
    };

    private static readonly string[] Types = ["application/xml", "application/json", "application/json;odata=minimalmetadata", "text/html"];

    private static readonly string[] Bodies =
    [
        "", " ", "<", "<a>", "<?xml", "{", "[", "\"", "null", "[]", "5", "\"busy\"", "{}", "<a/>", "{\"odata.error\":5}",
        "{\"odata.error\":{\"code\":5}}", "{\"error\":[]}", "{\"error\":{\"code\":5,\"message\":[]}}", "<html><body>busy<br></body></html>",
        "\u0000",
    ];

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task An_answer_that_may_pass_is_told_by_its_status_whatever_its_body_is(int status)
    {
        foreach (var (type, body) in from type in Types from body in Bodies select (type, body))
        {
            using var storage = new StubbedStorage(_ => Answer(status, type, body));
            foreach (var (name, call) in Calls)
            {
                var fault = await Record.ExceptionAsync(() => call(PortsOf(storage)));
                Assert.True(fault is StorageUnavailableException, $"{name}, {type}, '{body}': {fault}");
                Assert.Equal(TimeSpan.FromSeconds(7), ((StorageUnavailableException)fault).RetryAfter);
                Assert.Equal(status is 429 or 503, ((StorageUnavailableException)fault).IsThrottled);
            }
        }
    }

    [Theory]
    [InlineData("list", "application/xml")]
    [InlineData("find session", "application/json")]
    [InlineData("read expiries", "application/json")]
    public async Task A_success_that_was_cut_off_is_none(string name, string type)
    {
        foreach (var body in (string[])["", "<", "<?xml version=\"1.0\"?><BlockList><Committed", "{", "{\"value\":[{\"PartitionKey\""])
        {
            using var storage = new StubbedStorage(_ => Answer(200, type, body));
            var fault = await Record.ExceptionAsync(() => Calls[name](PortsOf(storage)));
            Assert.True(fault is StorageUnavailableException, $"'{body}': {fault}");
        }
    }

    private static StoragePorts PortsOf(StubbedStorage storage) => AzurePorts.Of(storage.Clients, storage.Provisioner, TimeProvider.System);

    private static HttpResponseMessage Answer(int status, string type, string body)
    {
        var answer = StubbedStorage.Answer(status, null, ("Retry-After", "7"));
        answer.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        answer.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return answer;
    }
}
