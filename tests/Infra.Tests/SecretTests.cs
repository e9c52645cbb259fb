using System.Text.Json;
using System.Text.RegularExpressions;
using SmartTransfer.Core.Options;
using SmartTransfer.Infra.Tests.Compiled;

namespace SmartTransfer.Infra.Tests;

public partial class SecretTests
{
    private const string HashKey = "clientKeySecret";
    private const string MadeHashKey = "newClientKeySecret";
    private const string Extra = "extraSettings";
    private const string Signing = "webhookSecret";
    private const string Account = "Microsoft.Storage/storageAccounts";

    public static TheoryData<string> DeployedFiles =>
    [
        .. Directory.EnumerateFiles(InfraFiles.Folder, "*", SearchOption.AllDirectories).Select(InfraFiles.Relative),
        .. Directory.EnumerateFiles(Path.Combine(InfraFiles.Root, ".github"), "*", SearchOption.AllDirectories).Select(InfraFiles.Relative),
        "../azure.yaml",
    ];

    [Theory]
    [MemberData(nameof(DeployedFiles))]
    public void No_file_reads_or_holds_a_key(string path) => Assert.DoesNotMatch(Key(), InfraFiles.Read(path));

    [Fact]
    public void Secrets_are_these_and_each_is_secure() => Assert.Equal(
        [HashKey, HashKey, Extra, Extra, MadeHashKey, Signing, Signing],
        InfraFiles.All.Values.SelectMany(file => file.Parameters)
            .Where(parameter => parameter.Value.Text("type")!.StartsWith("secure", StringComparison.OrdinalIgnoreCase))
            .Select(secret => secret.Key)
            .Order(StringComparer.Ordinal));

    [Fact]
    public void The_key_of_a_hash_is_given_or_made_by_the_deployment_and_goes_into_one_setting()
    {
        var parameters = InfraFiles.Main.Parameters;
        Assert.Empty(parameters[HashKey].Text("defaultValue")!);
        Assert.Equal("[newGuid()]", parameters[MadeHashKey].Text("defaultValue"));
        Assert.Equal(NetworkOptions.MinClientKeySecretChars, InfraFiles.App.Parameters[HashKey].Number("minLength"));
        Assert.Contains(HashKey, InfraFiles.App.RequiredParameters);
        Assert.Equal(
            $"[if(empty(parameters('{HashKey}')), createObject('value', parameters('{MadeHashKey}')), "
            + $"createObject('value', parameters('{HashKey}')))]",
            InfraFiles.Main.Modules.Single(module => module.Symbol == "functionApp").Passed.Text(HashKey));

        var made = Assert.Single(Prediction.With().Settings, setting => setting.Value == $"[parameters('{MadeHashKey}')]");
        Assert.Equal("SmartTransfer__Network__ClientKeySecret", made.Key);
    }

    [Fact]
    public void The_secret_that_signs_what_is_posted_is_given_by_whoever_deploys_and_goes_into_one_setting()
    {
        Assert.Empty(InfraFiles.Main.Parameters[Signing].Text("defaultValue")!);
        Assert.Equal($"[parameters('{Signing}')]", Prediction.With().Settings["SmartTransfer__Webhooks__app__Secret"]);
    }

    [Theory]
    [InlineData(HashKey, "SMART_TRANSFER_CLIENT_KEY_SECRET")]
    [InlineData(Signing, "SMART_TRANSFER_WEBHOOK_SECRET")]
    public void No_file_holds_a_secret_and_azd_and_the_workflow_take_it_from_the_environment(string parameter, string variable)
    {
        var given = JsonElement.Parse(InfraFiles.Read("main.parameters.json")).Text($"parameters.{parameter}.value");
        Assert.Equal($"${{{variable}}}", given);

        var name = variable.Replace("SMART_TRANSFER_", string.Empty, StringComparison.Ordinal);
        var workflow = InfraFiles.Read("../.github/workflows/deploy.yml");
        Assert.Contains($"{name}: ${{{{ secrets.{variable} }}}}", workflow, StringComparison.Ordinal);
        Assert.Contains($"{parameter}: {{ value: env.{name} }}", workflow, StringComparison.Ordinal);
    }

    [Fact]
    public void The_workflow_adds_settings_from_a_secret_to_those_of_the_file()
    {
        var workflow = InfraFiles.Read("../.github/workflows/deploy.yml");

        Assert.Equal("{}", JsonElement.Parse(InfraFiles.Read("main.parameters.json")).Text($"parameters.{Extra}.value"));
        Assert.Contains("EXTRA_SETTINGS: ${{ secrets.SMART_TRANSFER_EXTRA_SETTINGS || '{}' }}", workflow, StringComparison.Ordinal);
        Assert.Contains($".parameters.{Extra}.value + (env.EXTRA_SETTINGS | fromjson)", workflow, StringComparison.Ordinal);
    }

    [Fact]
    public void The_workflows_name_no_other_secret() => Assert.Equal(
        3,
        Directory.EnumerateFiles(Path.Combine(InfraFiles.Root, ".github"), "*", SearchOption.AllDirectories)
            .Sum(path => File.ReadAllText(path).Split("{{ secrets.").Length - 1));

    [Fact]
    public void No_other_parameter_is_named_like_a_secret() =>
        Assert.DoesNotContain(
            InfraFiles.All.Values.SelectMany(file => file.Parameters.Keys),
            name => name is not (HashKey or MadeHashKey or Signing)
                && !name.StartsWith("keyVault", StringComparison.Ordinal)
                && Secret().IsMatch(name));

    [Fact]
    public void Outputs_are_names_and_described()
    {
        foreach (var (name, output) in InfraFiles.All.Values.SelectMany(file => file.Outputs))
        {
            Assert.Equal("string", output.Text("type"));
            Assert.DoesNotMatch(Secret(), name);
            Assert.NotEmpty(output.Text("metadata.description") ?? string.Empty);
        }

        Assert.All(InfraFiles.Main.Outputs.Keys, name => Assert.Matches("(_NAME|_GROUP)$", name));
    }

    [Fact]
    public void Storage_takes_no_key_no_anonymous_caller_and_no_old_TLS() => Assert.All(Created(Account), account =>
    {
        Assert.Equal("false", account.Text("properties.allowSharedKeyAccess"));
        Assert.Equal("false", account.Text("properties.allowBlobPublicAccess"));
        Assert.Equal("true", account.Text("properties.supportsHttpsTrafficOnly"));
        Assert.Equal("TLS1_2", account.Text("properties.minimumTlsVersion"));
    });

    [Fact]
    public void Containers_are_private() =>
        Assert.All(
            Created($"{Account}/blobServices/containers"), container => Assert.Equal("None", container.Text("properties.publicAccess")));

    [Fact]
    public void The_app_takes_https_alone_and_is_published_by_no_password()
    {
        var app = Assert.Single(Created("Microsoft.Web/sites"));
        Assert.Equal("true", app.Text("properties.httpsOnly"));
        Assert.Equal("1.2", Prediction.With().App.Text("properties.siteConfig.minTlsVersion"));
        Assert.Equal("1.2", Prediction.OnWindows().App.Text("properties.siteConfig.minTlsVersion"));
        Assert.Equal("Disabled", Prediction.OnWindows().App.Text("properties.siteConfig.ftpsState"));

        var policies = Created("Microsoft.Web/sites/basicPublishingCredentialsPolicies").ToArray();
        Assert.Equal(
            ["[format('{0}/{1}', parameters('name'), 'ftp')]", "[format('{0}/{1}', parameters('name'), 'scm')]"],
            policies.Select(policy => policy.Text("name")));
        Assert.All(policies, policy => Assert.Equal("false", policy.Text("properties.allow")));
    }

    [Fact]
    public void Telemetry_is_taken_by_no_key()
    {
        Assert.Equal("true", Assert.Single(Created("Microsoft.Insights/components")).Text("properties.DisableLocalAuth"));
        var workspace = Assert.Single(Created("Microsoft.OperationalInsights/workspaces"));
        Assert.Equal("true", workspace.Text("properties.features.disableLocalAuth"));
    }

    [Fact]
    public void Completed_files_are_deleted_only_where_that_is_asked_for()
    {
        var rule = Assert.Single(Created($"{Account}/managementPolicies"));

        Assert.Equal("[greater(parameters('deleteBlobsAfterDays'), 0)]", rule.Text("condition"));
        Assert.Equal("0", InfraFiles.Main.Parameters["deleteCompletedFilesAfterDays"].Text("defaultValue"));
    }

    private static IEnumerable<JsonElement> Created(string type) =>
        InfraFiles.All.Values.SelectMany(file => file.Resources.Values).Where(resource => resource.Text("type") == type);

    [GeneratedRegex(
        @"listKeys|listAccountSas|listServiceSas|AccountKey|SharedAccessSignature|[?&]sig=",
        RegexOptions.IgnoreCase,
        1000)]
    private static partial Regex Key();

    [GeneratedRegex("key|secret|password|token|connection|sas", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Secret();
}
