using System.Text.Json;

namespace SmartTransfer.Infra.Tests.Compiled;

/// <summary>The template that the compiler makes of infra/, which is what Azure gets.</summary>
public class TemplateTests
{
    // These types have no version without "preview".
    private static readonly string[] Preview = ["Microsoft.Insights/diagnosticSettings"];

    private static readonly Lazy<JsonElement> Compiled = new(Compile);

    [BicepFact]
    public void A_type_of_resource_has_one_version_and_none_is_a_preview_where_another_exists()
    {
        var types = Templates().SelectMany(template => Resources(template))
            .Select(resource => (Type: resource.GetProperty("type").GetString()!, Version: resource.GetProperty("apiVersion").GetString()!))
            .Distinct()
            .ToArray();

        Assert.Equal(types.Select(resource => resource.Type).Distinct(), types.Select(resource => resource.Type));
        Assert.DoesNotContain(types, resource => resource.Version.EndsWith("-preview", StringComparison.Ordinal) && !Preview.Contains(resource.Type));
    }

    [BicepFact]
    public void No_output_gives_a_secret_away() => Assert.All(
        Templates().Where(template => template.TryGetProperty("outputs", out _)),
        template =>
        {
            var secrets = template.GetProperty("parameters").EnumerateObject().Where(IsSecret).Select(parameter => $"parameters('{parameter.Name}')").ToArray();
            foreach (var output in template.GetProperty("outputs").EnumerateObject())
            {
                Assert.DoesNotContain("secure", output.Value.GetProperty("type").GetString(), StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("list", output.Value.GetProperty("value").GetString(), StringComparison.Ordinal);
                Assert.All(secrets, secret => Assert.DoesNotContain(secret, output.Value.GetProperty("value").GetString(), StringComparison.Ordinal));
            }
        });

    [BicepFact]
    public void The_secret_travels_as_a_secret() => Assert.Equal(
        ["clientKeySecret", "clientKeySecret"],
        Templates().SelectMany(template => template.GetProperty("parameters").EnumerateObject().Where(IsSecret)).Select(parameter => parameter.Name));

    [BicepFact]
    public void The_app_is_made_after_its_roles_and_whatever_it_names()
    {
        var app = Compiled.Value.GetProperty("resources").GetProperty("functionApp");

        Assert.Equal(
            ["access", "hostStorage", "identity", "monitoring", "resourceGroup", "uploadStorage"],
            app.GetProperty("dependsOn").EnumerateArray().Select(other => other.GetString()).Order(StringComparer.Ordinal));
    }

    [BicepFact]
    public void No_template_has_a_key_in_it() => Assert.All(
        (string[])["listKeys(", "listAccountSas(", "listServiceSas(", "AccountKey="],
        key => Assert.DoesNotContain(key, Compiled.Value.GetRawText(), StringComparison.OrdinalIgnoreCase));

    private static bool IsSecret(JsonProperty parameter) => parameter.Value.GetProperty("type").GetString()!.StartsWith("secure", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<JsonElement> Templates() =>
    [
        Compiled.Value,
        .. Resources(Compiled.Value)
            .Where(resource => resource.GetProperty("type").GetString() == "Microsoft.Resources/deployments")
            .Select(resource => resource.GetProperty("properties").GetProperty("template")),
    ];

    // By their symbols where something refers to one, else as a list.
    private static IEnumerable<JsonElement> Resources(JsonElement template)
    {
        var resources = template.GetProperty("resources");
        return resources.ValueKind == JsonValueKind.Array ? resources.EnumerateArray() : resources.EnumerateObject().Select(resource => resource.Value);
    }

    private static JsonElement Compile()
    {
        using var infra = new InfraCopy();
        Assert.Empty(infra.Compile());
        using var template = JsonDocument.Parse(File.ReadAllText(infra.Of("main.json")));
        return template.RootElement.Clone();
    }
}
