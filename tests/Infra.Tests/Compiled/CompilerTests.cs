namespace SmartTransfer.Infra.Tests.Compiled;

/// <summary>
/// infra/ as the Bicep compiler and its linter see it. Whatever they say fails: the compiler calls it a warning where a property is
/// unknown to a resource's type.
/// </summary>
public class CompilerTests
{
    private const string Unused = "resource unused 'Microsoft.Insights/components@2020-02-02' existing = { name: workspaceName }";

    private static readonly (string Path, string Right, string Wrong, string Rule)[] Wrongs =
    [
        ("main.bicep", "string = newGuid()", "string = 'a text that stands here for all to read'", "secure-parameter-default"),
        ("main.bicep", "string = resourceGroup.name", "string = clientKeySecret", "outputs-should-not-contain-secrets"),
        ("main.bicep", "skuName: 'Standard_LRS'", "skuName: 'Standard_LSR'", "BCP088"),
        ("main.bicep", "    retentionDays: logRetentionDays\n", "", "BCP035"),
        ("main.bicep", "    nameSuffix: token\n", "    nameSuffix: token\n    other: logRetentionDays\n", "BCP037"),
        ("main.bicep", "= functionApp.outputs.name", "= functionApp.outputs.title", "BCP053"),
        ("modules/alerts.bicep", "autoMitigate: true\n    // ", "closesByItself: true\n    // ", "BCP037"),
        ("modules/alerts.bicep", "resource people ", $"{Unused}\n\nresource people ", "no-unused-existing-resources"),
        ("modules/function-app.bicep", "httpsOnly: true", "httpsOnly: 'yes'", "BCP036"),
        ("modules/identity.bicep", "param tags object", "param tags object\n\nparam unused string = ''", "no-unused-params"),
        ("modules/identity.bicep", "  tags: tags", "  tags: merged(tags)", "BCP057"),
        ("modules/monitoring.bicep", "param tags object", "param tags object\n\nparam tags object", "BCP028"),
        ("modules/monitoring.bicep", "workspaceName\n  location: location", "workspaceName\n  location: 'mars'", "no-hardcoded-location"),
        ("modules/role-assignment.bicep", "guid(account.id,", "guid(acount.id,", "BCP057"),
        ("modules/storage-account.bicep", "allowBlobPublicAccess: false", "allowBlobPublicAcess: false", "BCP089"),
        ("modules/storage-account.bicep", "// The same for", "var unused = 1\n\n// The same for", "no-unused-vars"),
    ];

    [Fact]
    public void The_compiler_and_the_linter_have_nothing_to_say()
    {
        using var infra = new InfraCopy();

        Assert.Empty(infra.Compile());
    }

    // What the test above is good for: each of these is seen, in the file where it is.
    [Fact]
    public void What_is_wrong_is_seen()
    {
        using var infra = new InfraCopy();
        foreach (var (path, right, wrong, _) in Wrongs)
        {
            infra.Replace(path, right, wrong);
        }

        var said = infra.Compile();

        Assert.All(Wrongs, each => Assert.Contains(said, one => IsOf(one, Path.GetFileName(each.Path), each.Rule)));
    }

    private static bool IsOf(string said, string file, string rule) =>
        said.StartsWith($"{file}:", StringComparison.Ordinal) && said.Contains($" {rule}: ", StringComparison.Ordinal);
}
