using System.Net;
using System.Text.RegularExpressions;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.OpenApi;

/// <summary>The shapes of the requests stand beside the app's readers of them: here the readers say which fields they know.</summary>
public sealed partial class ApiRequestsTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private const string Sha256 = "66189ed7991e1e0fce065399c5ca05fc15c281865a7a2991bdd667c1466a91a4";

    [Theory]
    [InlineData("NewUpload", false, """{ "another": 1 }""")]
    [InlineData("ExpectedDigests", false, """{ "expected": { "another": 1 } }""")]
    [InlineData("Completion", true, """{ "another": 1 }""")]
    [InlineData("ExpectedDigests", true, """{ "expected": { "another": 1 } }""")]
    [InlineData("ManifestEntry", true, $$"""{ "manifest": [{ "another": 1, "offset": 0, "length": 1, "sha256": "{{Sha256}}" }] }""")]
    public async Task The_schema_of_a_request_has_the_fields_that_are_read(string schema, bool completes, string body)
    {
        var path = completes ? $"{(await ClientUpload.StartAsync(shared.Host, 4)).Path}/complete" : "api/uploads";
        var reply = await Reply.ToAsync(shared.Host.Client, HttpMethod.Post, path, Bodies.Json(body));
        var detail = reply.IsProblem(HttpStatusCode.UnprocessableEntity, "field-invalid").Text("detail")!.Split("is unknown;")[1];
        var read = Field().Matches(detail).Select(match => match.Groups["name"].Value);
        Assert.Equal(ApiSchemas.Make()[schema]!["properties"]!.AsObject().Select(property => property.Key).Order(), read.Order());
    }

    [GeneratedRegex("""'(?:[\w\[\]]+\.)?(?<name>\w+)'""")]
    private static partial Regex Field();
}
