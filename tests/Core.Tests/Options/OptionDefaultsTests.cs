using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Options;

namespace SmartTransfer.Core.Tests.Options;

public class OptionDefaultsTests
{
    private static readonly Type[] Classes =
        [.. typeof(LimitOptions).Assembly.GetExportedTypes().Where(
            type => type.Namespace == typeof(LimitOptions).Namespace && type.Name.EndsWith("Options", StringComparison.Ordinal))];

    public static TheoryData<string> Settings =>
        [.. Classes.SelectMany(type => type.GetProperties().Select(property => $"{type.Name}.{property.Name}"))];

    [Theory]
    [MemberData(nameof(Settings))]
    public void Every_setting_says_its_unit_and_its_limits_and_its_default_lies_within(string name)
    {
        var (options, property) = Find(name);
        var setting = property.GetCustomAttribute<SettingAttribute>();

        Assert.NotNull(setting);
        Assert.NotEmpty(setting.Unit);
        if (property.PropertyType == typeof(bool) || property.PropertyType == typeof(string))
        {
            // These lie between no two values; what a text must be is a rule.
            Assert.Equal((null, null), (setting.Min, setting.Max));
            return;
        }

        var (min, max) = (Parse(property, setting.Min), Parse(property, setting.Max));
        if (Nullable.GetUnderlyingType(property.PropertyType) is not null && property.GetValue(options) is null)
        {
            // A limit that is off.
            Assert.True(min is not null && max is not null);
            return;
        }

        var value = Assert.IsAssignableFrom<IComparable>(property.GetValue(options));
        Assert.True(min is not null && value.CompareTo(min) >= 0, $"{name} is {value}, below {min}.");
        Assert.True(max is not null && value.CompareTo(max) <= 0, $"{name} is {value}, above {max}.");
    }

    [Fact]
    public void There_are_settings_of_every_concern() => Assert.Equal(
        ["AdmissionOptions", "ClientLimitsOptions", "ConcatenationOptions", "EventsOptions", "FilesOptions", "LimitOptions", "ListsOptions",
            "NetworkOptions", "RetryOptions", "SessionOptions", "StreamOptions", "SweepOptions"],
        Classes.Select(type => type.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void The_defaults_that_clients_and_operators_rely_on_do_not_change_by_accident()
    {
        Assert.Equal(
            (274_877_906_944, 8 << 20, 1 << 30),
            (new LimitOptions().MaxFileBytes, new LimitOptions().MaxChunkBytes, new LimitOptions().MaxSha256FileBytes));
        Assert.Equal(
            (TimeSpan.FromHours(24), TimeSpan.FromSeconds(5)), (new SessionOptions().Lifetime, new SessionOptions().CacheLifetime));
        Assert.Equal((3, TimeSpan.FromSeconds(1)), (new RetryOptions().MaxRetries, new RetryOptions().BaseDelay));
        Assert.Equal(
            (256 << 10, 1 << 20, 2 << 20),
            (new NetworkOptions().SlowChunkBytes, new NetworkOptions().MediumChunkBytes, new NetworkOptions().FastChunkBytes));
        Assert.Equal(128 << 20, new AdmissionOptions().MaxBytesInFlight);
        Assert.Equal(TimeSpan.FromHours(1), new SweepOptions().TombstoneLifetime);
    }

    [Fact]
    public void The_longest_file_is_as_long_as_the_planned_blocks_of_the_largest_chunk_can_be()
    {
        var max = long.Parse(
            typeof(LimitOptions).GetProperty(nameof(LimitOptions.MaxFileBytes))!.GetCustomAttribute<SettingAttribute>()!.Max!,
            CultureInfo.InvariantCulture);

        Assert.Equal(104_857_600L * BlockLimits.PlannedBlocks, max);
    }

    [Fact]
    public void A_session_and_the_slack_of_its_sweep_end_before_azure_collects_its_blocks()
    {
        var max = TimeSpan.Parse(
            typeof(SessionOptions).GetProperty(nameof(SessionOptions.Lifetime))!.GetCustomAttribute<SettingAttribute>()!.Max!,
            CultureInfo.InvariantCulture);

        Assert.True(max + (max / 10) < TimeSpan.FromDays(7));
    }

    private static (object Options, PropertyInfo Property) Find(string name)
    {
        var type = Classes.Single(candidate => name.StartsWith($"{candidate.Name}.", StringComparison.Ordinal));
        return (Activator.CreateInstance(type)!, type.GetProperty(name[(type.Name.Length + 1)..])!);
    }

    private static object? Parse(PropertyInfo property, string? text) =>
        text is null ? null : TypeDescriptor.GetConverter(property.PropertyType).ConvertFromInvariantString(text);
}
