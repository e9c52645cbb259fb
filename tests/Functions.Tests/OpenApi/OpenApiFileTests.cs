using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using SmartTransfer.Core.Failures;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.OpenApi;

/// <summary>The file that the app serves is the one that is made, and what is made is right in itself.</summary>
public sealed class OpenApiFileTests
{
    private const string Switch = "SMARTTRANSFER_MAKE_OPENAPI";

    [Fact]
    public async Task The_file_is_what_is_made_from_the_code()
    {
        var made = await ApiDocument.MakeAsync();
        if (Environment.GetEnvironmentVariable(Switch) is "1")
        {
            await File.WriteAllTextAsync(Path.Combine(Repository.Root, ApiValidation.File), made);
        }

        var file = Repository.Read(ApiValidation.File);
        var same = made.Zip(file).TakeWhile(both => both.First == both.Second).Count();
        var line = made[..same].Count(sign => sign == '\n') + 1;
        Assert.True(made == file, $"""
            {ApiValidation.File} is not what is made from the code, from line {line} on. Make it anew with
                {Switch}=1 dotnet test tests/Functions.Tests --filter {nameof(The_file_is_what_is_made_from_the_code)}
            """);
    }

    [Fact]
    public void It_is_an_OpenAPI_document()
    {
        var read = OpenApiDocument.Parse(Repository.Read(ApiValidation.File), "json");
        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
    }

    [Fact]
    public void Every_reference_in_it_leads_somewhere_and_nothing_stands_in_it_for_nobody()
    {
        var document = ApiValidation.Document;
        var references = All(document).Select(json => json["$ref"]?.GetValue<string>()).OfType<string>().ToHashSet();
        var components = document["components"]!.AsObject().Where(kind => kind.Key != "securitySchemes")
            .SelectMany(kind => kind.Value!.AsObject().Select(component => $"#/components/{kind.Key}/{component.Key}"));
        Assert.Equal(components.Order(), references.Order());
    }

    [Fact]
    public void Every_example_in_it_is_valid()
    {
        var described = All(ApiValidation.Document)
            .Where(json => json["schema"] is not null && (json["example"] ?? json["examples"]) is not null).ToList();
        Assert.True(described.Count > 30, $"{described.Count} examples");
        foreach (var json in described)
        {
            IEnumerable<JsonNode?> examples = json["examples"] is JsonObject named
                ? named.Select(example => example.Value!["value"])
                : [json["example"]];
            foreach (var example in examples)
            {
                example.IsValid(json["schema"]!);
            }
        }
    }

    [Fact]
    public void An_example_with_a_member_that_is_misspelt_or_a_wrong_type_is_found()
    {
        foreach (var wrong in (string[])["'length': '4'", "'length': 4, 'lenght': 4", "'length': -1"])
        {
            Parsed("'length': 4").IsValid(ApiProse.Reference("schemas", "NewUpload"));
            Assert.ThrowsAny<Exception>(() => Parsed(wrong).IsValid(ApiProse.Reference("schemas", "NewUpload")));
        }
    }

    [Fact]
    public void Every_code_of_the_catalogue_is_listed_by_an_operation_and_no_other() =>
        // What no operation takes answers one of its own.
        Assert.Equal(
            Catalogue.Codes.Except([FailureCodes.PathNotFound]).Distinct().Order(),
            ApiOperation.All.SelectMany(operation => operation.Codes).Distinct().Order());

    private static JsonNode? Parsed(string members) => JsonNode.Parse($"{{ 'fileName': 'a', {members} }}".Replace('\'', '"'));

    private static IEnumerable<JsonObject> All(JsonNode? json) => json switch
    {
        JsonObject one => one.SelectMany(member => All(member.Value)).Prepend(one),
        JsonArray many => many.SelectMany(All),
        _ => [],
    };
}
