using SmartTransfer.Infra.Tests.Bicep;

namespace SmartTransfer.Infra.Tests;

public class SymbolTests
{
    // Those in use. A new one belongs here once its documentation was read.
    private static readonly string[] Functions =
        ["concat", "empty", "guid", "items", "join", "map", "max", "min", "newGuid", "string", "subscription", "subscriptionResourceId", "union", "uniqueString"];

    public static TheoryData<string> Files => [.. InfraFiles.All.Keys.Select(InfraFiles.Relative)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_name_that_is_used_is_declared(string path)
    {
        var file = InfraFiles.Get(path);

        Assert.Empty(BicepNames.Used(file).Where(name => !file.Symbols.Contains(name.Text) && !file.LocalNames.Contains(name.Text)).Select(name => $"line {name.Line}: {name.Text}"));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_function_that_is_called_is_known(string path) =>
        Assert.Empty(BicepNames.Called(InfraFiles.Get(path)).Where(name => !Functions.Contains(name.Text)).Select(name => $"line {name.Line}: {name.Text}"));

    [Theory]
    [MemberData(nameof(Files))]
    public void Nothing_is_declared_twice(string path) => Assert.Equal(InfraFiles.Get(path).Symbols.Distinct(), InfraFiles.Get(path).Symbols);

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_parameter_variable_and_existing_resource_is_used(string path)
    {
        var file = InfraFiles.Get(path);
        string[] declared =
        [
            .. file.Parameters.Select(parameter => parameter.Name),
            .. file.Variables.Select(variable => variable.Name),
            .. file.Resources.Where(resource => resource.IsExisting).Select(resource => resource.Symbol),
        ];

        Assert.Empty(declared.Except(BicepNames.Used(file).Select(name => name.Text)));
    }

    [Fact]
    public void One_type_of_resource_has_one_API_version() =>
        Assert.Empty(InfraFiles.All.Values
            .SelectMany(file => file.Resources)
            .GroupBy(resource => resource.Type)
            .Where(type => type.Select(resource => resource.ApiVersion).Distinct().Count() > 1)
            .Select(type => type.Key));
}
