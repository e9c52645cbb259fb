using SmartTransfer.Infra.Tests.Bicep;

namespace SmartTransfer.Infra.Tests;

public class RoleTests
{
    // learn.microsoft.com/azure/role-based-access-control/built-in-roles
    private static readonly Dictionary<string, string> Ids = new()
    {
        ["Storage Blob Data Owner"] = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
        ["Storage Blob Data Contributor"] = "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
        ["Storage Queue Data Contributor"] = "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
        ["Storage Table Data Contributor"] = "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
        ["Monitoring Metrics Publisher"] = "3913510d-42f4-4e42-8a64-420c390055eb",
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
    public void Whoever_deploys_may_upload_the_package_and_nothing_else()
    {
        Assert.Equal(["deployer: Storage Blob Data Contributor on host"], Assignments("deployerAssignments"));
        Assert.Equal("concat ( appAssignments , packageIsUploaded ? deployerAssignments : [ ] )", InfraFiles.Main.Variable("assignments").ToString());
    }

    [Fact]
    public void Roles_go_by_their_right_ids()
    {
        var ids = Assert.IsType<BicepObject>(InfraFiles.Main.Variable("roleIds")).Properties.ToDictionary(role => role.Key, role => role.Value.ToString());

        Assert.Equal(Ids.OrderBy(role => role.Key, StringComparer.Ordinal), ids.OrderBy(role => role.Key, StringComparer.Ordinal)!);
    }

    [Fact]
    public void One_loop_assigns_them_all()
    {
        var modules = InfraFiles.Main.Modules.Where(module => module.Path.Contains("role-assignment", StringComparison.Ordinal));

        var loop = Assert.IsType<BicepLoop>(Assert.Single(modules).Value);
        Assert.Equal("assignments", loop.Over.ToString());
        Assert.Equal("roleIds [ assignment . role ]", loop.At("params.roleId")?.ToString());
        Assert.Equal("assignment . scope == host ? hostStorage . outputs . name : uploadStorage . outputs . name", loop.At("params.storageAccountName")?.ToString());
        Assert.Equal("assignment . principal == app ? identity . outputs . principalId : deployerPrincipalId", loop.At("params.principalId")?.ToString());
    }

    [Fact]
    public void Roles_are_assigned_nowhere_else() => Assert.Equal(
        [InfraFiles.Get("modules/role-assignment.bicep").Path],
        InfraFiles.All.Values.Where(file => file.Resources.Any(resource => resource.Type.EndsWith("/roleAssignments", StringComparison.Ordinal))).Select(file => file.Path));

    private static IEnumerable<string> Assignments(string variable) =>
        Assert.IsType<BicepArray>(InfraFiles.Main.Variable(variable)).Items.Select(item => $"{item.At("principal")}: {item.At("role")} on {item.At("scope")}");
}
