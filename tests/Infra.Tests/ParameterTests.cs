using System.Globalization;
using System.Text.Json;
using SmartTransfer.Core.Options;
using SmartTransfer.Infra.Tests.Compiled;

namespace SmartTransfer.Infra.Tests;

public class ParameterTests
{
    private static readonly string[] Limits = ["allowedValues", "minLength", "maxLength", "minValue", "maxValue"];

    private static readonly JsonElement Given = JsonElement.Parse(InfraFiles.Read("main.parameters.json")).GetProperty("parameters");

    public static TheoryData<string, string> Parameters
    {
        get
        {
            var parameters = new TheoryData<string, string>();
            foreach (var file in InfraFiles.All.Values)
            {
                foreach (var name in file.Parameters.Keys)
                {
                    parameters.Add(file.File, name);
                }
            }

            return parameters;
        }
    }

    [Theory]
    [MemberData(nameof(Parameters))]
    public void Every_parameter_says_what_it_is_and_what_it_may_be(string file, string name)
    {
        var parameter = InfraFiles.All[file].Parameters[name];
        var type = parameter.Text("type");

        Assert.NotEmpty(parameter.Text("metadata.description") ?? string.Empty);
        if (type == "int" && parameter.At("allowedValues") is null)
        {
            Assert.NotNull(parameter.At("minValue"));
            Assert.NotNull(parameter.At("maxValue"));
        }
        else if (type is not ("bool" or "object" or "secureObject"))
        {
            Assert.Contains(Limits, limit => parameter.At(limit) is not null);
        }
    }

    [Fact]
    public void What_the_parameters_file_gives_are_parameters() =>
        Assert.Empty(Given.EnumerateObject().Select(given => given.Name).Except(InfraFiles.Main.Parameters.Keys));

    // One that were not there could not be deployed by azd, nor by the workflow.
    [Fact]
    public void The_parameters_file_gives_every_parameter_but_those_that_follow_by_themselves() => Assert.Equal(
        ["newClientKeySecret", "resourceGroupName"],
        InfraFiles.Main.Parameters.Keys.Except(Given.EnumerateObject().Select(given => given.Name)).Order(StringComparer.Ordinal));

    // az takes ${NAME} for the value itself.
    [Fact]
    public void What_azd_fills_in_the_workflow_gives_itself()
    {
        var workflow = InfraFiles.Read("../.github/workflows/deploy.yml");
        var filled = Given.EnumerateObject().Where(given => given.Value.Text("value")!.Contains("${", StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(filled);
        Assert.All(filled, given => Assert.Matches($@"\b{given.Name}(=|: {{ value: env\.)", workflow));
    }

    [Fact]
    public void The_parameters_file_keeps_to_the_limits()
    {
        foreach (var given in Given.EnumerateObject())
        {
            var parameter = InfraFiles.Main.Parameters[given.Name];
            if (Default(given.Value.Text("value")!) is not { } value)
            {
                continue;
            }

            var allowed = parameter.At("allowedValues")?.EnumerateArray().Select(item => item.ToString());
            Assert.True(allowed?.Contains(value) ?? true, $"{given.Name} is {value}");
            Assert.True(parameter.Number("minValue") is not { } min || Whole(value) >= min, $"{given.Name} is {value}");
            Assert.True(parameter.Number("maxValue") is not { } max || Whole(value) <= max, $"{given.Name} is {value}");
        }
    }

    // A deployment by hand gives the parameters itself; both ways make the same.
    [Fact]
    public void The_parameters_file_and_the_defaults_agree()
    {
        foreach (var given in Given.EnumerateObject())
        {
            if (InfraFiles.Main.Parameters[given.Name].Text("defaultValue") is { } ours && Default(given.Value.Text("value")!) is { } value)
            {
                Assert.Equal((given.Name, ours), (given.Name, value));
            }
        }
    }

    [Theory]
    [InlineData("maxChunkBytes", nameof(LimitOptions.MaxChunkBytes))]
    [InlineData("maxFileBytes", nameof(LimitOptions.MaxFileBytes))]
    public void Limits_of_sizes_are_within_those_of_the_app(string name, string property)
    {
        var parameter = InfraFiles.Main.Parameters[name];
        var option = typeof(LimitOptions).GetProperty(property)!;
        var setting = (SettingAttribute)Attribute.GetCustomAttribute(option, typeof(SettingAttribute))!;

        Assert.InRange(parameter.Number("minValue")!.Value, Whole(setting.Min!), long.MaxValue);
        Assert.InRange(parameter.Number("maxValue")!.Value, 0, Whole(setting.Max!));
        Assert.Equal(option.GetValue(new LimitOptions()), parameter.Number("defaultValue"));
    }

    [Fact]
    public void The_smallest_of_the_largest_chunks_still_holds_the_chunk_for_fast_links() =>
        Assert.True(InfraFiles.Main.Parameters["maxChunkBytes"].Number("minValue") >= new NetworkOptions().FastChunkBytes);

    // ${NAME} is filled in by azd, ${NAME=value} too with a default.
    private static string? Default(string value) => value switch
    {
        ['$', '{', .. var name, '}'] => name.Split('=', 2) is [_, var preset] ? preset : null,
        _ => value,
    };

    private static long Whole(string number) => long.Parse(number, CultureInfo.InvariantCulture);
}
