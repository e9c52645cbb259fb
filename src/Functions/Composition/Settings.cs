using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Options;
using SmartTransfer.Functions.Authorization;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Telemetry;

namespace SmartTransfer.Functions.Composition;

/// <summary>All settings of the app, read and checked at once: every problem is told, not the first alone.</summary>
internal sealed record Settings(
    LimitOptions Limits,
    SessionOptions Sessions,
    SweepOptions Sweep,
    AdmissionOptions Admission,
    RetryOptions Retry,
    NetworkOptions Network,
    StreamOptions Streams,
    ConcatenationOptions Concatenation,
    ClientLimitsOptions ClientLimits,
    CorsOptions Cors,
    TelemetryOptions Telemetry,
    AuthorizationOptions Authorization,
    StorageOptions Storage)
{
    private const string Root = "SmartTransfer";

    private static readonly string[] Sections = ["Limits", "Sessions", "Sweep", "Admission", "Retry", "Network", "Streams", "Concatenation", "Cors", "Telemetry", "Authorization", "ClientLimits", "Storage"];

    /// <exception cref="OptionsValidationException">Settings are not usable; each failure is a sentence that names the setting, its value, its unit and what is allowed.</exception>
    public static Settings Read(IConfiguration configuration)
    {
        var reader = new SettingsReader(configuration);
        foreach (var section in configuration.GetSection(Root).GetChildren())
        {
            if (!Sections.Contains(section.Key, StringComparer.OrdinalIgnoreCase))
            {
                reader.Problems.Add($"{section.Path} is not a group of settings; there are {string.Join(", ", Sections.Select(name => $"{Root}:{name}"))}.");
            }
        }

        var settings = new Settings(
            reader.Read<LimitOptions>($"{Root}:Limits"),
            reader.Read<SessionOptions>($"{Root}:Sessions"),
            reader.Read<SweepOptions>($"{Root}:Sweep"),
            reader.Read<AdmissionOptions>($"{Root}:Admission"),
            reader.Read<RetryOptions>($"{Root}:Retry"),
            reader.Read<NetworkOptions>($"{Root}:Network"),
            reader.Read<StreamOptions>($"{Root}:Streams"),
            reader.Read<ConcatenationOptions>($"{Root}:Concatenation"),
            reader.Read<ClientLimitsOptions>($"{Root}:ClientLimits"),
            reader.Read<CorsOptions>($"{Root}:Cors"),
            reader.Read<TelemetryOptions>($"{Root}:Telemetry"),
            reader.Read<AuthorizationOptions>($"{Root}:Authorization"),
            reader.Read<StorageOptions>($"{Root}:Storage"));
        reader.Problems.AddRange(OtlpSettings.Broken(configuration));
        if (reader.Problems.Count == 0)
        {
            reader.Problems.AddRange(OptionRules.Broken(settings.Limits, settings.Sessions, settings.Sweep, settings.Admission, settings.Retry, settings.Network));
            reader.Problems.AddRange(settings.ClientLimits.Broken(settings.Limits, settings.Network));
            reader.Problems.AddRange(settings.Cors.Broken());
            reader.Problems.AddRange(settings.Authorization.Broken());
            reader.Problems.AddRange(settings.Storage.Broken());
        }

        return reader.Problems.Count == 0 ? settings : throw new OptionsValidationException(Root, typeof(Settings), reader.Problems);
    }
}
