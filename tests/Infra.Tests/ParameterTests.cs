using System.Globalization;
using System.Text.Json;
using SmartTransfer.Core.Options;
using SmartTransfer.Infra.Tests.Bicep;

namespace SmartTransfer.Infra.Tests;

public class ParameterTests
{
    private static readonly string[] Limits = ["allowed", "minLength", "maxLength", "minValue", "maxValue"];

    private static readonly JsonElement Given = JsonDocument.Parse(File.ReadAllText(Path.Combine(InfraFiles.Folder, "main.parameters.json"))).RootElement.GetProperty("parameters");

    public static IEnumerable<object[]> Parameters => InfraFiles.All.Values.SelectMany(file => file.Parameters.Select(parameter => new object[] { InfraFiles.Relative(file.Path), parameter.Name }));

    [Theory]
    [MemberData(nameof(Parameters))]
    public void Every_parameter_says_what_it_is_and_what_it_may_be(string path, string name)
    {
        var parameter = InfraFiles.Get(path).Parameters.Single(parameter => parameter.Name == name);

        Assert.NotEmpty(parameter.Decorator("description")?.ToString() ?? string.Empty);
        if (parameter.Type == "int" && parameter.Decorator("allowed") is null)
        {
            Assert.NotNull(parameter.Decorator("minValue"));
            Assert.NotNull(parameter.Decorator("maxValue"));
        }
        else if (parameter.Type is not ("bool" or "object"))
        {
            Assert.Contains(parameter.Decorators, decorator => Limits.Contains(decorator.Name));
        }
    }

    [Fact]
    public void What_the_parameters_file_gives_are_parameters() =>
        Assert.Empty(Given.EnumerateObject().Select(given => given.Name).Except(InfraFiles.Main.Parameters.Select(parameter => parameter.Name)));

    [Fact]
    public void The_parameters_file_gives_what_must_be_given() =>
        Assert.Empty(InfraFiles.Main.Parameters.Where(parameter => parameter.IsRequired).Select(parameter => parameter.Name).Except(Given.EnumerateObject().Select(given => given.Name)));

    [Fact]
    public void The_parameters_file_keeps_to_the_limits()
    {
        foreach (var given in Given.EnumerateObject())
        {
            var parameter = InfraFiles.Main.Parameters.Single(parameter => parameter.Name == given.Name);
            var value = Default(given.Value.GetProperty("value").ToString());
            if (value is null)
            {
                continue;
            }

            var allowed = parameter.Decorator("allowed") as BicepArray;
            Assert.True(allowed is null || allowed.Items.Any(item => item.ToString() == value), $"{given.Name} is {value}");
            Assert.True(Number(parameter.Decorator("minValue")) is not { } min || long.Parse(value, CultureInfo.InvariantCulture) >= min, $"{given.Name} is {value}");
            Assert.True(Number(parameter.Decorator("maxValue")) is not { } max || long.Parse(value, CultureInfo.InvariantCulture) <= max, $"{given.Name} is {value}");
        }
    }

    // A deployment by hand gives the parameters itself; both ways make the same.
    [Fact]
    public void The_parameters_file_and_the_defaults_agree()
    {
        foreach (var given in Given.EnumerateObject())
        {
            var parameter = InfraFiles.Main.Parameters.Single(parameter => parameter.Name == given.Name);
            if (parameter.Default is BicepText or BicepExpression && Default(given.Value.GetProperty("value").ToString()) is { } value)
            {
                Assert.Equal((given.Name, parameter.Default.ToString()), (given.Name, value));
            }
        }
    }

    [Theory]
    [InlineData("maxChunkBytes", nameof(LimitOptions.MaxChunkBytes))]
    [InlineData("maxFileBytes", nameof(LimitOptions.MaxFileBytes))]
    public void Limits_of_sizes_are_within_those_of_the_app(string name, string property)
    {
        var parameter = InfraFiles.Main.Parameters.Single(parameter => parameter.Name == name);
        var option = typeof(LimitOptions).GetProperty(property)!;
        var setting = (SettingAttribute)Attribute.GetCustomAttribute(option, typeof(SettingAttribute))!;

        Assert.InRange(Number(parameter.Decorator("minValue"))!.Value, long.Parse(setting.Min!, CultureInfo.InvariantCulture), long.MaxValue);
        Assert.InRange(Number(parameter.Decorator("maxValue"))!.Value, 0, long.Parse(setting.Max!, CultureInfo.InvariantCulture));
        Assert.Equal(option.GetValue(new LimitOptions()), Number(parameter.Default));
    }

    [Fact]
    public void The_smallest_of_the_largest_chunks_still_holds_the_chunk_for_fast_links() =>
        Assert.True(Number(InfraFiles.Main.Parameters.Single(parameter => parameter.Name == "maxChunkBytes").Decorator("minValue")) >= new NetworkOptions().FastChunkBytes);

    // ${NAME} is filled in by azd, ${NAME=value} too with a default.
    private static string? Default(string value) => value.StartsWith("${", StringComparison.Ordinal) ? value.Contains('=', StringComparison.Ordinal) ? value[(value.IndexOf('=', StringComparison.Ordinal) + 1)..^1] : null : value;

    private static long? Number(BicepValue? value) => long.TryParse(value?.ToString(), CultureInfo.InvariantCulture, out var number) ? number : null;
}
