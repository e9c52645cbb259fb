using System.Net;
using System.Text.Json;
using SmartTransfer.Functions.Http;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Service;

/// <summary>The API's document and the app say the same.</summary>
public sealed class OpenApiTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private static readonly string[] Verbs = ["get", "head", "post", "put", "delete", "patch", "options", "trace"];

    private readonly ApiHost _host = shared.Host;

    [Fact]
    public async Task The_document_is_served_as_JSON_of_OpenAPI_3_1()
    {
        var reply = await GetAsync();
        Assert.Equal("application/json", reply.MediaType);
        Assert.StartsWith("3.1.", reply.Json.Text("openapi"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_is_where_the_document_came_from()
    {
        var reply = await GetAsync();
        Assert.Equal("/api", reply.Json.GetProperty("servers")[0].Text("url"));
        Assert.DoesNotContain("{server}", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_has_every_function_under_its_route_verb_and_name_and_nothing_else()
    {
        // A function that answers several verbs has one name, and ids are unique: the id stands with the first verb.
        var described = Operations((await GetAsync()).Json)
            .Select(
                operation => $"{operation.Verb} {operation.Path} {(operation.Json.TryGetProperty("operationId", out var id) ? id.GetString() : "-")}");
        var hosted = AppFunctions.Http.SelectMany(
            function => function.Verbs.Select((verb, n) => $"{verb} /{function.Route} {(n == 0 ? function.Name : "-")}"));
        Assert.Equal(hosted.Order(), described.Order());
    }

    [Fact]
    public async Task Every_operation_that_can_fail_describes_its_failures_as_problems()
    {
        var failing = Operations((await GetAsync()).Json).Where(
            operation => operation.Path.StartsWith("/uploads", StringComparison.Ordinal) && operation.Verb != "HEAD");
        Assert.All(
            failing,
            operation => Assert.Contains(
                "problem", operation.Json.GetProperty("responses").GetRawText(), StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_codes_of_a_problem_are_those_of_the_catalogue()
    {
        var codes = (await GetAsync()).Json.GetProperty("components")
            .GetProperty("schemas")
            .GetProperty("Problem")
            .GetProperty("properties")
            .GetProperty("code")
            .GetProperty("enum");
        Assert.Equal(Catalogue.Codes.Order(), codes.EnumerateArray().Select(code => code.GetString()!).Order());
    }

    [Fact]
    public async Task Every_reference_in_it_leads_somewhere()
    {
        var document = (await GetAsync()).Json;
        var references = References(document).ToList();
        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.True(Leads(document, reference), reference));
    }

    [Fact]
    public async Task Every_status_under_which_a_failure_travels_is_described_somewhere()
    {
        var described = Operations((await GetAsync()).Json).SelectMany(
            operation => operation.Json.GetProperty("responses").EnumerateObject().Select(answer => answer.Name)).ToHashSet();
        Assert.All(
            ProblemStatus.Codes,
            code => Assert.Contains(ProblemStatus.Of(code).ToString(System.Globalization.CultureInfo.InvariantCulture), described));
    }

    private static IEnumerable<(string Path, string Verb, JsonElement Json)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where Verbs.Contains(operation.Name)
        select (path.Name, operation.Name.ToUpperInvariant(), operation.Value);

    private static IEnumerable<string> References(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(field =>
            field.NameEquals("$ref") && field.Value.ValueKind is JsonValueKind.String
                ? [field.Value.GetString()!]
                : References(field.Value)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(References),
        _ => [],
    };

    private static bool Leads(JsonElement document, string reference)
    {
        if (!reference.StartsWith("#/", StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var step in reference[2..].Split('/'))
        {
            if (!document.TryGetProperty(step, out document))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<Reply> GetAsync() => (await Reply.ToAsync(_host.Client, HttpMethod.Get, "api/openapi.json")).Is(HttpStatusCode.OK);
}
