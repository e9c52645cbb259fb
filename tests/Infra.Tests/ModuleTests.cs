using System.Text.RegularExpressions;
using SmartTransfer.Infra.Tests.Compiled;

namespace SmartTransfer.Infra.Tests;

public partial class ModuleTests
{
    // Those in use. A new one belongs here once its documentation was read.
    private static readonly string[] Functions =
    [
        "concat", "empty", "guid", "items", "join", "map", "max", "min",
        "newGuid", "replace", "resourceGroup", "shallowMerge", "string", "subscription", "subscriptionResourceId",
        "union", "uniqueString",
    ];

    // What the compiler writes for operators, literals, loops, lambdas and names.
    private static readonly string[] Operators =
    [
        "add", "and", "copyIndex", "createArray", "createObject", "div", "equals", "false", "format", "greater", "if", "lambda",
        "lambdaVariables", "length", "mul", "not", "null", "parameters", "reference", "resourceId", "sub", "variables",
    ];

    public static TheoryData<string, string> Modules
    {
        get
        {
            var modules = new TheoryData<string, string>();
            foreach (var file in InfraFiles.All.Values)
            {
                foreach (var module in file.Modules)
                {
                    modules.Add(file.File, module.Symbol);
                }
            }

            return modules;
        }
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public void A_module_is_a_file_of_our_own_that_gets_what_it_needs_and_nothing_else(string file, string symbol)
    {
        var module = InfraFiles.All[file].Modules.Single(module => module.Symbol == symbol);
        Assert.NotNull(module.Target);
        var passed = module.Passed.EnumerateObject().Select(parameter => parameter.Name).ToArray();

        Assert.Empty(passed.Except(module.Target.Parameters.Keys));
        Assert.Empty(module.Target.RequiredParameters.Except(passed));
    }

    [Fact]
    public void Every_file_is_the_main_one_or_a_module_in_use()
    {
        var used = InfraFiles.All.Values.SelectMany(file => file.Modules.Select(module => module.Target?.File));

        Assert.Equal([InfraFiles.Main.File], InfraFiles.Names.Except(used));
    }

    [Fact]
    public void Every_output_that_is_read_of_a_module_is_there()
    {
        var modules = InfraFiles.Main.Modules.ToDictionary(module => module.Symbol, module => module.Target!);
        var read = OutputOfModule().Matches(InfraFiles.Main.Text);

        Assert.NotEmpty(read);
        Assert.All(read, output => Assert.Contains(output.Groups[2].Value, modules[output.Groups[1].Value].Outputs.Keys));
    }

    [Fact]
    public void Every_function_that_is_called_is_known() => Assert.Empty(InfraFiles.Main.Functions.Except([.. Functions, .. Operators]));

    [GeneratedRegex(@"reference\('(\w+)'\)\.outputs\.(\w+)", RegexOptions.None, 1000)]
    private static partial Regex OutputOfModule();
}
