using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Azure.Events;
using SmartTransfer.Azure.Webhooks;
using SmartTransfer.Core.Options;
using SmartTransfer.Functions.Authorization;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Http;
using SmartTransfer.Functions.Resumable;
using SmartTransfer.Functions.Service;
using SmartTransfer.Functions.Telemetry;

namespace SmartTransfer.Functions.Composition;

/// <summary>All settings of the app, read and checked at once: every problem is told, not the first alone.</summary>
internal sealed class Settings
{
    private const string Root = "SmartTransfer";

    // The one list of the groups of settings: each is read, checked and registered from here.
    private static readonly Group[] Groups =
    [
        Of<PublicAddressOptions>(string.Empty),
        Of<LimitOptions>("Limits"),
        Of<FilesOptions>("Files"),
        Of<HooksOptions>("Hooks"),
        Of<SessionOptions>("Sessions"),
        Of<SweepOptions>("Sweep"),
        Of<AdmissionOptions>("Admission"),
        Of<RetryOptions>("Retry"),
        Of<NetworkOptions>("Network"),
        Of<StreamOptions>("Streams"),
        Of<ConcatenationOptions>("Concatenation"),
        Of<ResumableOptions>("Resumable"),
        Of<RequestsOptions>("Requests"),
        Of<CorsOptions>("Cors"),
        Of<PageOptions>("Page"),
        Of<TelemetryOptions>("Telemetry"),
        Of<AuthorizationOptions>("Authorization"),
        Of<ClientLimitsOptions>("ClientLimits"),
        Of<ListsOptions>("Lists"),
        Of<EventsOptions>("Events"),
        new(
            "Webhooks",
            typeof(WebhooksOptions),
            static (reader, section, _) => new WebhooksOptions(reader.ReadNamed<WebhookOptions>(section))),
        Of<StorageOptions>("Storage"),
    ];

    private readonly Dictionary<Type, object> _options;

    private Settings(Dictionary<Type, object> options) => _options = options;

    /// <summary>
    /// The name of each group, and the class that its settings are read into. That without a name holds settings that are in no group.
    /// </summary>
    public static IEnumerable<(string Name, Type Options)> Sections => Groups.Select(group => (group.Name, group.Type));

    /// <exception cref="OptionsValidationException">
    /// Settings are not usable; each failure is a sentence that names the setting, its value, its unit and what is allowed.
    /// </exception>
    public static Settings Read(IConfiguration configuration)
    {
        var reader = new SettingsReader(configuration);
        var alone = SettingsReader.NamesOf(typeof(PublicAddressOptions)).ToArray();
        var others = configuration.GetSection(Root).GetChildren()
            .Where(section => !alone.Contains(section.Key, StringComparer.OrdinalIgnoreCase)).ToArray();
        var named = Groups.Where(group => group.Name.Length > 0).Select(group => $"{Root}:{group.Name}");
        foreach (var section in others)
        {
            if (!Groups.Any(group => group.Name.Equals(section.Key, StringComparison.OrdinalIgnoreCase)))
            {
                reader.Problems.Add(
                    $"{section.Path} is not a group of settings; "
                    + $"the groups are {string.Join(", ", named)}, "
                    + $"and the settings in none are {string.Join(", ", alone)}.");
            }
        }

        var settings = new Settings(Groups.ToDictionary(
            group => group.Type,
            group => group.Name.Length > 0
                ? group.Read(reader, $"{Root}:{group.Name}", [])
                : group.Read(reader, Root, [.. others.Select(section => section.Key)])));
        reader.Problems.AddRange(OtlpSettings.Broken(configuration));
        if (reader.Problems.Count == 0)
        {
            reader.Problems.AddRange(settings.Broken());
        }

        return reader.Problems.Count == 0 ? settings : throw new OptionsValidationException(Root, typeof(Settings), reader.Problems);
    }

    /// <summary>One group.</summary>
    public T Get<T>()
        where T : class => (T)_options[typeof(T)];

    /// <summary>Registers each group under its own type.</summary>
    public void AddTo(IServiceCollection services)
    {
        foreach (var (type, options) in _options)
        {
            services.AddSingleton(type, options);
        }
    }

    private IEnumerable<string> Broken() =>
    [
        .. OptionRules.Broken(
            Get<LimitOptions>(),
            Get<SessionOptions>(),
            Get<SweepOptions>(),
            Get<AdmissionOptions>(),
            Get<RetryOptions>(),
            Get<NetworkOptions>()),
        .. Get<ClientLimitsOptions>().Broken(Get<LimitOptions>(), Get<NetworkOptions>()),
        .. Get<PublicAddressOptions>().Broken(),
        .. Get<FilesOptions>().Broken(),
        .. Get<HooksOptions>().Broken(),
        .. Get<CorsOptions>().Broken(),
        .. Get<ResumableOptions>().Broken(),
        .. Get<AuthorizationOptions>().Broken(),
        .. EventRules.Broken(Get<EventsOptions>(), Get<WebhooksOptions>(), Get<StorageOptions>()),
        .. Get<StorageOptions>().Broken(),
    ];

    private static Group Of<T>(string name)
        where T : class, new() => new(name, typeof(T), static (reader, section, others) => reader.Read<T>(section, others));

    private sealed record Group(string Name, Type Type, Func<SettingsReader, string, IReadOnlyCollection<string>, object> Read);
}
