using SmartTransfer.Infra.Tests.Bicep;

namespace SmartTransfer.Infra.Tests;

public class ModuleTests
{
    public static IEnumerable<object[]> Modules => InfraFiles.All.Values.SelectMany(file => file.Modules.Select(module => new object[] { InfraFiles.Relative(file.Path), module.Symbol }));

    [Theory]
    [MemberData(nameof(Modules))]
    public void A_module_is_a_file_of_our_own_that_gets_what_it_needs_and_nothing_else(string path, string symbol)
    {
        var file = InfraFiles.Get(path);
        var module = file.Modules.Single(module => module.Symbol == symbol);
        var target = InfraFiles.Of(file, module);
        Assert.True(target is not null, $"{module.Path} is not there.");

        var passed = Assert.IsType<BicepObject>(module.Value.At("params")).Properties.Select(property => property.Key).ToArray();

        Assert.Empty(passed.Except(target.Parameters.Select(parameter => parameter.Name)));
        Assert.Empty(target.Parameters.Where(parameter => parameter.IsRequired).Select(parameter => parameter.Name).Except(passed));
    }

    [Fact]
    public void Every_file_is_the_main_one_or_a_module_in_use()
    {
        var used = InfraFiles.All.Values.SelectMany(file => file.Modules.Select(module => InfraFiles.Of(file, module)?.Path));

        Assert.Equal([InfraFiles.Main.Path], InfraFiles.All.Values.Select(file => file.Path).Except(used));
    }

    [Fact]
    public void Every_output_that_is_read_of_a_module_is_there()
    {
        var read = 0;
        foreach (var file in InfraFiles.All.Values)
        {
            foreach (var tokens in file.Expressions)
            {
                for (var at = 0; at + 4 < tokens.Count; at++)
                {
                    if (file.Modules.FirstOrDefault(module => tokens[at].IsName(module.Symbol)) is { } module && tokens[at + 2].IsName("outputs"))
                    {
                        read++;
                        Assert.Contains(tokens[at + 4].Text, InfraFiles.Of(file, module)!.Outputs.Select(output => output.Name));
                    }
                }
            }
        }

        Assert.NotEqual(0, read);
    }
}
