using System.Text.Json;
using System.Text.RegularExpressions;

namespace SmartTransfer.Infra.Tests.Compiled;

/// <summary>The template that the compiler makes of infra/, which is what Azure gets.</summary>
public partial class TemplateTests
{
    // These types have no version without "preview".
    private static readonly string[] Preview = ["Microsoft.Insights/diagnosticSettings"];

    // Read in the files: an existing resource need not be in the template.
    [Fact]
    public void A_type_of_resource_has_one_version_and_none_is_a_preview_where_another_exists()
    {
        var types = InfraFiles.Names
            .SelectMany(name => ResourceType().Matches(InfraFiles.Read(name)))
            .Select(resource => (Type: resource.Groups[1].Value, Version: resource.Groups[2].Value))
            .Distinct()
            .ToArray();

        Assert.Superset(
            InfraFiles.All.Values.SelectMany(file => file.Resources.Values).Select(resource => resource.Text("type")!).ToHashSet(),
            types.Select(resource => resource.Type).Append("Microsoft.Resources/deployments").ToHashSet());
        Assert.Equal(types.Select(resource => resource.Type).Distinct(), types.Select(resource => resource.Type));
        Assert.DoesNotContain(
            types, resource => resource.Version.EndsWith("-preview", StringComparison.Ordinal) && !Preview.Contains(resource.Type));
    }

    [Fact]
    public void No_output_gives_a_secret_away() => Assert.All(
        InfraFiles.All.Values,
        file =>
        {
            var secrets = file.Parameters.Where(parameter => IsSecure(parameter.Value)).Select(secret => $"parameters('{secret.Key}')");
            Assert.All(file.Outputs.Values, output =>
            {
                Assert.False(IsSecure(output));
                Assert.DoesNotContain("list", output.Text("value"), StringComparison.Ordinal);
                Assert.All(secrets, secret => Assert.DoesNotContain(secret, output.Text("value"), StringComparison.Ordinal));
            });
        });

    [Fact]
    public void The_app_is_made_after_its_roles_and_whatever_it_names() => Assert.Equal(
        ["access", "hostStorage", "identity", "monitoring", "resourceGroup", "uploadStorage", "vaultAccess"],
        InfraFiles.Main.Resources["functionApp"].GetProperty("dependsOn").EnumerateArray()
            .Select(other => other.GetString())
            .Order(StringComparer.Ordinal));

    [Fact]
    public void No_template_has_a_key_in_it() => Assert.All(
        (string[])["listKeys(", "listAccountSas(", "listServiceSas(", "AccountKey="],
        key => Assert.DoesNotContain(key, InfraFiles.Main.Text, StringComparison.OrdinalIgnoreCase));

    private static bool IsSecure(JsonElement declared) => declared.Text("type")!.Contains("secure", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^resource \w+ '([^'@]+)@([^']+)'", RegexOptions.Multiline, 1000)]
    private static partial Regex ResourceType();
}
