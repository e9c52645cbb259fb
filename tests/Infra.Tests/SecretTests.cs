using System.Text.RegularExpressions;
using SmartTransfer.Core.Options;
using SmartTransfer.Infra.Tests.Bicep;

namespace SmartTransfer.Infra.Tests;

public partial class SecretTests
{
    private const string HashKey = "clientKeySecret";

    public static TheoryData<string> DeployedFiles =>
    [
        .. Directory.EnumerateFiles(InfraFiles.Folder, "*", SearchOption.AllDirectories).Select(InfraFiles.Relative),
        .. Directory.EnumerateFiles(Path.Combine(InfraFiles.Root, ".github"), "*", SearchOption.AllDirectories).Select(InfraFiles.Relative),
        "../azure.yaml",
    ];

    [Theory]
    [MemberData(nameof(DeployedFiles))]
    public void No_file_reads_or_holds_a_key(string path) => Assert.DoesNotMatch(Key(), File.ReadAllText(Path.Combine(InfraFiles.Folder, path)));

    [Fact]
    public void The_one_secret_keys_a_hash_is_made_by_the_deployment_and_goes_into_one_setting()
    {
        var secrets = InfraFiles.All.Values.SelectMany(file => file.Parameters).Where(parameter => parameter.Decorators.Any(decorator => decorator.Name == "secure")).ToArray();
        Assert.Equal([HashKey, HashKey], secrets.Select(secret => secret.Name));
        Assert.All(secrets, secret => Assert.Equal($"{NetworkOptions.MinClientKeySecretChars}", secret.Decorator("minLength")?.ToString()));

        var app = InfraFiles.Get("modules/function-app.bicep");
        Assert.Equal("newGuid ( )", InfraFiles.Main.Parameters.Single(parameter => parameter.Name == HashKey).Default?.ToString());
        Assert.True(app.Parameters.Single(parameter => parameter.Name == HashKey).IsRequired);
        Assert.Equal(HashKey, InfraFiles.Main.Modules.Single(module => module.Symbol == "functionApp").Value.At($"params.{HashKey}")?.ToString());
        Assert.Equal(HashKey, app.Variable("settings").At("SmartTransfer__Network__ClientKeySecret")?.ToString());
        Assert.All(InfraFiles.All.Values, file => Assert.InRange(file.Expressions.Sum(tokens => tokens.Count(token => token.IsName(HashKey))), 0, 1));
        Assert.DoesNotContain(HashKey, File.ReadAllText(Path.Combine(InfraFiles.Folder, "main.parameters.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void No_other_parameter_is_named_like_a_secret() =>
        Assert.DoesNotContain(InfraFiles.All.Values.SelectMany(file => file.Parameters), parameter => parameter.Name != HashKey && Secret().IsMatch(parameter.Name));

    [Fact]
    public void Outputs_are_names_and_described()
    {
        foreach (var output in InfraFiles.All.Values.SelectMany(file => file.Outputs))
        {
            Assert.Equal("string", output.Type);
            Assert.DoesNotMatch(Secret(), output.Name);
            Assert.Contains(output.Decorators, decorator => decorator.Name == "description");
        }

        Assert.All(InfraFiles.Main.Outputs, output => Assert.Matches("(_NAME|_GROUP)$", output.Name));
    }

    [Fact]
    public void Storage_takes_no_key_no_anonymous_caller_and_no_old_TLS() => Assert.All(Created("Microsoft.Storage/storageAccounts"), account =>
    {
        Assert.Equal("false", account.At("properties.allowSharedKeyAccess")?.ToString());
        Assert.Equal("false", account.At("properties.allowBlobPublicAccess")?.ToString());
        Assert.Equal("true", account.At("properties.supportsHttpsTrafficOnly")?.ToString());
        Assert.Equal("TLS1_2", account.At("properties.minimumTlsVersion")?.ToString());
    });

    [Fact]
    public void Containers_are_private() =>
        Assert.All(Created("Microsoft.Storage/storageAccounts/blobServices/containers"), container => Assert.Equal("None", container.At("properties.publicAccess")?.ToString()));

    [Fact]
    public void The_app_takes_https_alone_and_is_published_by_no_password()
    {
        var app = Assert.Single(Created("Microsoft.Web/sites"));
        Assert.Equal("true", app.At("properties.httpsOnly")?.ToString());
        Assert.Equal("1.2", app.At("properties.siteConfig.minTlsVersion")?.ToString());
        Assert.Equal("Disabled", app.At("properties.siteConfig.ftpsState")?.ToString());

        var policies = Created("Microsoft.Web/sites/basicPublishingCredentialsPolicies").ToArray();
        Assert.Equal(["ftp", "scm"], policies.Select(policy => policy.At("name")?.ToString()));
        Assert.All(policies, policy => Assert.Equal("false", policy.At("properties.allow")?.ToString()));
    }

    [Fact]
    public void Telemetry_is_taken_by_no_key()
    {
        Assert.Equal("true", Assert.Single(Created("Microsoft.Insights/components")).At("properties.DisableLocalAuth")?.ToString());
        Assert.Equal("true", Assert.Single(Created("Microsoft.OperationalInsights/workspaces")).At("properties.features.disableLocalAuth")?.ToString());
    }

    [Fact]
    public void Completed_files_are_deleted_only_where_that_is_asked_for()
    {
        var rule = Assert.IsType<BicepCondition>(Assert.Single(Created("Microsoft.Storage/storageAccounts/managementPolicies")));

        Assert.Equal("deleteBlobsAfterDays > 0", rule.When.ToString());
        Assert.Equal("0", InfraFiles.Main.Parameters.Single(parameter => parameter.Name == "deleteCompletedFilesAfterDays").Default?.ToString());
    }

    private static IEnumerable<BicepValue> Created(string type) =>
        InfraFiles.All.Values.SelectMany(file => file.Resources).Where(resource => resource.Type == type && !resource.IsExisting).Select(resource => resource.Value);

    [GeneratedRegex(@"listKeys|listAccountSas|listServiceSas|AccountKey|SharedAccessSignature|[?&]sig=|\$\{\{\s*secrets\.", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Key();

    [GeneratedRegex("key|secret|password|token|connection|sas", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Secret();
}
