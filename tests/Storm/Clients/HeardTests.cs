using System.Text;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Storm.Clients;

/// <summary>Which answers say something of an upload that its events must say, too.</summary>
public sealed class HeardTests
{
    private const string Id = "pUUu7bTrkPRnZnVYtrgJDA";

    [Theory]
    [InlineData("POST", "/api/uploads/" + Id + "/complete", 200, "", new[] { UploadEventKind.Completed })]
    [InlineData("PUT", "/api/uploads/" + Id + "/chunks/0", 409, "upload-completed", new[] { UploadEventKind.Completed })]
    [InlineData("DELETE", "/api/uploads/" + Id, 204, "", new[] { UploadEventKind.Cancelled })]
    [InlineData("DELETE", "/api/uploads/" + Id + "/content", 204, "", new[] { UploadEventKind.FileRemoved })]
    [InlineData("DELETE", "/api/tus/" + Id, 204, "", new[] { UploadEventKind.Cancelled, UploadEventKind.FileRemoved })]
    [InlineData("PATCH", "/api/tus/" + Id, 410, "upload-rejected", new[] { UploadEventKind.Rejected })]
    [InlineData("GET", "/api/uploads/" + Id + "?chunks=false", 410, "file-removed", new[] { UploadEventKind.FileRemoved })]
    [InlineData("PATCH", "/api/tus/" + Id, 204, "", new UploadEventKind[0])]
    [InlineData("POST", "/api/uploads", 503, "storage-unavailable", new UploadEventKind[0])]
    public void An_answer_says_what_happened(string method, string path, int status, string code, UploadEventKind[] kinds)
    {
        var heard = new Heard();
        heard.Note(new HttpMethod(method), path, Answer(status, "application/problem+json", $$"""{"code":"{{code}}"}"""));
        Assert.Equal(kinds, heard.Facts.SingleOrDefault()?.AnyOf ?? []);
        Assert.All(heard.Facts, fact => Assert.Equal(Id, fact.Id));
    }

    [Fact]
    public void A_start_is_heard_once()
    {
        var heard = new Heard();
        var started = Answer(201, "application/json", "{}") with
        {
            Headers = new Dictionary<string, string> { ["Location"] = "/api/uploads/" + Id },
        };
        heard.Note(HttpMethod.Post, "/api/uploads", started);
        heard.Note(HttpMethod.Post, "/api/uploads", started);
        Assert.Equal((Id, UploadEventKind.Started), (Assert.Single(heard.Facts).Id, heard.Facts.Single().AnyOf.Single()));
    }

    private static Reply Answer(int status, string type, string body) =>
        new(status, new Dictionary<string, string> { ["Content-Type"] = type }, Encoding.UTF8.GetBytes(body));
}
