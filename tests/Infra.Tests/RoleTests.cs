using SmartTransfer.Infra.Tests.Compiled;

namespace SmartTransfer.Infra.Tests;

public class RoleTests
{
    private const string RoleFile = "modules/role-assignment.bicep";
    private const string VaultFile = "modules/vault-access.bicep";
    private const string VaultRole = "Key Vault Secrets User";
    private const string Each = "variables('assignments')[copyIndex()]";

    // learn.microsoft.com/azure/role-based-access-control/built-in-roles
    private static readonly Dictionary<string, string> Ids = new()
    {
        ["Storage Blob Data Owner"] = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
        ["Storage Blob Data Contributor"] = "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
        ["Storage Queue Data Contributor"] = "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
        ["Storage Table Data Contributor"] = "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
        ["Monitoring Metrics Publisher"] = "3913510d-42f4-4e42-8a64-420c390055eb",
        [VaultRole] = "4633458b-17de-408a-b874-0445c86b69e6",
    };

    [Fact]
    public void The_app_has_the_roles_that_its_calls_and_the_host_need_and_no_other() => Assert.Equal(
        [
            "app: Monitoring Metrics Publisher on telemetry",
            "app: Storage Blob Data Contributor on uploads",
            "app: Storage Blob Data Owner on host",
            "app: Storage Queue Data Contributor on host",
            "app: Storage Table Data Contributor on host",
            "app: Storage Table Data Contributor on uploads",
        ],
        Assignments("appAssignments").Order(StringComparer.Ordinal));

    [Fact]
    public void Only_where_there_is_a_queue_of_events_the_app_may_put_messages_into_it() =>
        Assert.Equal(["app: Storage Queue Data Contributor on uploads"], Assignments("queueAssignments"));

    [Fact]
    public void Whoever_deploys_may_upload_the_package_and_nothing_else()
    {
        Assert.Equal(["deployer: Storage Blob Data Contributor on host"], Assignments("deployerAssignments"));
        Assert.Equal(
            "[concat(variables('appAssignments'), if(empty(parameters('eventsQueue')), createArray(), variables('queueAssignments')), "
            + "if(variables('packageIsUploaded'), variables('deployerAssignments'), createArray()))]",
            InfraFiles.Main.Variables["assignments"].GetString());
    }

    [Fact]
    public void Roles_go_by_their_right_ids()
    {
        var ids = InfraFiles.Main.Variables["roleIds"].EnumerateObject().ToDictionary(role => role.Name, role => role.Value.GetString()!);

        Assert.Equal(Ids.OrderBy(role => role.Key, StringComparer.Ordinal), ids.OrderBy(role => role.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void One_loop_assigns_them_all()
    {
        var loop = Assert.Single(InfraFiles.Main.Modules, module => module.Target?.File == RoleFile);

        Assert.Equal("[length(variables('assignments'))]", loop.Resource.Text("copy.count"));
        Assert.Equal($"[variables('roleIds')[{Each}.role]]", loop.Passed.Text("roleId.value"));
        Assert.Equal(
            $"[if(equals({Each}.scope, 'host'), {Output("hostStorage", "name")}, {Output("uploadStorage", "name")})]",
            loop.Passed.Text("storageAccountName"));
        Assert.Equal(
            $"[if(equals({Each}.principal, 'app'), {Output("identity", "principalId")}, {Value("parameters('deployerPrincipalId')")})]",
            loop.Passed.Text("principalId"));
    }

    // A reference to a secret that the identity cannot read stays what it is, and the app does not start with it.
    [Theory]
    [InlineData("", "rg-smart-transfer-test")]
    [InlineData("rg-vaults", "rg-vaults")]
    public void The_app_may_read_the_secrets_of_the_vault_that_is_named_before_it_is_made(string group, string expected)
    {
        var made = Prediction.With(("keyVaultName", "'kv-own'"), ("keyVaultResourceGroupName", $"'{group}'"));
        var role = Assert.Single(
            made.Of("Microsoft.Authorization/roleAssignments"),
            role => role.Text("properties.roleDefinitionId")!.Contains(Ids[VaultRole], StringComparison.Ordinal));

        Assert.Contains(
            $"/resourceGroups/{expected}/providers/Microsoft.KeyVault/vaults/kv-own'", role.Text("id"), StringComparison.Ordinal);
        Assert.Contains("vaultAccess", InfraFiles.Main.Resources["functionApp"].Text("dependsOn"), StringComparison.Ordinal);
    }

    [Fact]
    public void Roles_are_assigned_nowhere_else() => Assert.Equal(
        [RoleFile, VaultFile],
        InfraFiles.All.Values
            .Where(file => file.Resources.Values.Any(resource => resource.Text("type") == "Microsoft.Authorization/roleAssignments"))
            .Select(file => file.File)
            .Order(StringComparer.Ordinal));

    private static IEnumerable<string> Assignments(string variable) => InfraFiles.Main.Variables[variable].EnumerateArray()
        .Select(item => $"{item.Text("principal")}: {item.Text("role")} on {item.Text("scope")}");

    private static string Output(string module, string name) => Value($"reference('{module}').outputs.{name}.value");

    private static string Value(string expression) => $"createObject('value', {expression})";
}
