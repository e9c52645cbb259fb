using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using SmartTransfer.Core.Options;

namespace SmartTransfer.Functions.Composition;

/// <summary>
/// Reads options classes from configuration by their <see cref="SettingAttribute"/>s, and collects what is wrong as sentences.
/// </summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    /// <summary>What is wrong, one sentence each.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>The names of the settings of an options class.</summary>
    public static IEnumerable<string> NamesOf(Type options) => SettingsOf(options).Select(property => property.Name);

    /// <summary>Reads a section. Whatever cannot be used keeps its default and adds a sentence.</summary>
    /// <param name="section">The section.</param>
    /// <param name="others">What is in it besides, and read by others.</param>
    public T Read<T>(string section, IReadOnlyCollection<string> others)
        where T : class, new()
    {
        var options = new T();
        var settings = SettingsOf(typeof(T)).ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var given in configuration.GetSection(section).GetChildren()
            .Where(given => !others.Contains(given.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if (!settings.TryGetValue(given.Key, out var property))
            {
                Problems.Add(
                    $"{given.Path} is not a setting; "
                    + $"the settings in {section} are {string.Join(", ", settings.Keys.Order(StringComparer.Ordinal))}.");
            }
            else if (given.GetChildren().Any())
            {
                Problems.Add(
                    $"{given.Path} is a list or a group, but takes one value, in {property.GetCustomAttribute<SettingAttribute>()!.Unit}.");
            }
            else if (!string.IsNullOrEmpty(given.Value))
            {
                Set(options, property, given.Path, given.Value);
            }
        }

        return options;
    }

    /// <summary>Reads a section whose members are groups of the same settings, under names of the operator's own.</summary>
    public IReadOnlyDictionary<string, T> ReadNamed<T>(string section)
        where T : class, new()
    {
        var named = new Dictionary<string, T>();
        foreach (var group in configuration.GetSection(section).GetChildren())
        {
            if (group.Value is { Length: > 0 })
            {
                var settings = SettingsOf(typeof(T)).Select(property => $"{group.Path}:{property.Name}");
                Problems.Add($"{group.Path} has a value, but is a group of settings; give {string.Join(" and ", settings)}.");
            }
            else if (group.GetChildren().Any(setting => !string.IsNullOrEmpty(setting.Value)))
            {
                // Of a group all of whose values are empty nothing is set.
                named[group.Key] = Read<T>(group.Path, []);
            }
        }

        return named;
    }

    private static IEnumerable<PropertyInfo> SettingsOf(Type options) =>
        options.GetProperties().Where(property => property.GetCustomAttribute<SettingAttribute>() is not null);

    private void Set(object options, PropertyInfo property, string path, string text)
    {
        var setting = property.GetCustomAttribute<SettingAttribute>()!;
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var value = Parse(type, text);
        if (value is null)
        {
            // An address may hold a token.
            var shown = type == typeof(Uri) ? "set (its value is not shown)" : $"'{text}'";
            Problems.Add($"{path} is {shown}, which is not {Kind(type)}; give it in {setting.Unit}{Range(setting)}.");
        }
        else if (IsOutside(type, value, setting))
        {
            Problems.Add($"{path} is {text} ({setting.Unit}); it must be from {setting.Min} to {setting.Max} ({setting.Unit}).");
        }
        else
        {
            property.SetValue(options, value);
        }
    }

    private static object? Parse(Type type, string text)
    {
        var culture = CultureInfo.InvariantCulture;
        return type switch
        {
            _ when type == typeof(string) => text,
            _ when type == typeof(int) => int.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var number) ? number : null,
            _ when type == typeof(long) => long.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var number) ? number : null,
            _ when type == typeof(double) => double.TryParse(text, NumberStyles.Float, culture, out var number) ? number : null,
            _ when type == typeof(bool) => bool.TryParse(text, out var flag) ? flag : null,
            _ when type == typeof(Uri) => Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri : null,
            // Without a colon TimeSpan reads days, which nobody means who writes "5"; in its other formats "24:00:00" is 24 days.
            _ when type == typeof(TimeSpan) =>
                text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParseExact(text, "c", culture, out var span) ? span : null,
            _ => throw new NotSupportedException($"Settings of type {type} are not read."),
        };
    }

    private static bool IsOutside(Type type, object value, SettingAttribute setting)
    {
        var comparable = value as IComparable;
        return (setting.Min is { } min && comparable?.CompareTo(Parse(type, min)) < 0)
            || (setting.Max is { } max && comparable?.CompareTo(Parse(type, max)) > 0);
    }

    private static string Kind(Type type) => type switch
    {
        _ when type == typeof(int) || type == typeof(long) => "a whole number",
        _ when type == typeof(double) => "a number",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(Uri) => "an absolute URL",
        _ => "a time such as 00:00:30",
    };

    private static string Range(SettingAttribute setting) =>
        setting.Min is null && setting.Max is null ? string.Empty : $", from {setting.Min} to {setting.Max}";
}
