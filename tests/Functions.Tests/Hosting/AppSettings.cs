using System.Globalization;
using System.Reflection;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Azure.Webhooks;
using SmartTransfer.Core.Options;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Tests.Hosting;

/// <summary>Every setting of the app, as the options classes declare them.</summary>
public static class AppSettings
{
    public static IReadOnlyList<(string Path, SettingAttribute Limits, string Default)> All { get; } =
    [
        .. from type in typeof(SettingAttribute).Assembly.GetTypes().Concat(
            typeof(StorageOptions).Assembly.GetTypes()).Concat(typeof(CorsOptions).Assembly.GetTypes())
           from property in type.GetProperties()
           let limits = property.GetCustomAttribute<SettingAttribute>()
           where limits is not null
           select ($"SmartTransfer:{Section(type)}{property.Name}", limits, Text(property.GetValue(Activator.CreateInstance(type)))),
    ];

    public static (string Path, SettingAttribute Limits, string Default) Of(string path) => All.Single(setting => setting.Path == path);

    private static string Section(Type options) => options.Name switch
    {
        nameof(PublicAddressOptions) => string.Empty,
        nameof(LimitOptions) => "Limits:",
        nameof(SessionOptions) => "Sessions:",
        nameof(StreamOptions) => "Streams:",
        nameof(WebhookOptions) => "Webhooks:NAME:",
        var name => name[..^"Options".Length] + ":",
    };

    private static string Text(object? value) => value switch
    {
        null => string.Empty,
        TimeSpan time => time.ToString("c", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
