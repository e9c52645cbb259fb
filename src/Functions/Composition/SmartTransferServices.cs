using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using SmartTransfer.Azure;
using SmartTransfer.Azure.Blobs;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Azure.Events;
using SmartTransfer.Azure.Randomness;
using SmartTransfer.Azure.Tables;
using SmartTransfer.Azure.Webhooks;
using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Composition;
using SmartTransfer.Core.Concatenation;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Quotas;
using SmartTransfer.Core.Resilience;
using SmartTransfer.Core.Streams;
using SmartTransfer.Core.Sweeping;
using SmartTransfer.Core.Telemetry;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Functions.Authorization;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Headers;
using SmartTransfer.Functions.Http;
using SmartTransfer.Functions.Resumable;
using SmartTransfer.Functions.Service;
using SmartTransfer.Functions.Telemetry;
using SmartTransfer.Functions.Tus;

namespace SmartTransfer.Functions.Composition;

/// <summary>Puts the app together. Both hosts, the worker and LocalHost, call this and nothing else.</summary>
public static class SmartTransferServices
{
    /// <summary>Reads the settings and registers everything that the functions need.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">
    /// Settings are not usable; each failure is a sentence that says which and why.
    /// </exception>
    /// <param name="services">Where to.</param>
    /// <param name="configuration">The settings.</param>
    /// <param name="host">What the host in front of the functions does for them; null for everything.</param>
    public static IServiceCollection AddSmartTransfer(
        this IServiceCollection services, IConfiguration configuration, HostAbilities? host = null)
    {
        host ??= HostAbilities.All;
        var settings = Settings.Read(configuration);
        settings.AddTo(services);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new InstanceName(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))));
        services.AddSingleton(new Jitter(static () => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue));
        AddStorage(services, inAzure: AzurePlatform.Is(configuration));
        services.AddSingleton<FaultAnswers>()
            .AddSingleton<PublicAddress>()
            .AddSingleton<CrossOrigin>()
            .AddSingleton<Quota>()
            .AddSingleton<RequestClock>()
            .AddSingleton<FunctionEdge>()
            .AddSingleton<StartAskers>()
            .AddSingleton<StartGate>()
            .AddSingleton(provider => Uptime.OfThisProcess(provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<ApiRoutes>()
            .AddSingleton<Health>();
        services.AddSingleton(provider => new ClientIdentity(ClientSecret(provider.GetRequiredService<NetworkOptions>())));
        AddAuthorization(services);
        AddTus(services, host);
        AddResumable(services);
        services.AddTelemetry(configuration, settings.Get<TelemetryOptions>(), host);
        services.AddHostedService<StorageLifecycle>();
        if (!host.RunsTimersAtStart)
        {
            services.AddHostedService<SweepAtStart>();
        }

        return services;
    }

    private static void AddStorage(IServiceCollection services, bool inAzure)
    {
        services.AddSingleton(
            provider => new StorageClients(provider.GetRequiredService<StorageOptions>(), inAzure)).AddSingleton<StorageProvisioner>();
        services.AddSingleton<IUploadIds, RandomUploadIds>().AddSingleton<IBlockGroups, RandomBlockGroups>();
        services.AddSingleton(provider => new WebhookClient(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IStartHook>(provider => new StartHook(
            provider.GetRequiredService<HooksOptions>(),
            provider.GetRequiredService<WebhookClient>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddTransfer(
            provider => AzurePorts.Of(
                provider.GetRequiredService<StorageClients>(),
                provider.GetRequiredService<StorageProvisioner>(),
                provider.GetRequiredService<TimeProvider>()),
            provider => AzureEvents.Of(
                provider.GetRequiredService<StorageClients>(),
                provider.GetRequiredService<EventsOptions>(),
                provider.GetRequiredService<WebhooksOptions>(),
                provider.GetRequiredService<WebhookClient>(),
                provider.GetRequiredService<TimeProvider>()));
    }

    private static byte[] ClientSecret(NetworkOptions network) =>
        string.IsNullOrEmpty(network.ClientKeySecret)
            ? RandomNumberGenerator.GetBytes(32)
            : Encoding.UTF8.GetBytes(network.ClientKeySecret);

    private static void AddAuthorization(IServiceCollection services) => services
        .AddSingleton<IDocumentRetriever>(provider => IssuerDocuments.Retriever(provider.GetRequiredService<AuthorizationOptions>()))
        .AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<AuthorizationOptions>();
            return new IssuerKeys(
                options.Issuer ?? string.Empty,
                options.IsOn ? options.Metadata : string.Empty,
                provider.GetRequiredService<IDocumentRetriever>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<IssuerKeys>>());
        })
        .AddSingleton<BearerTokens>()
        .AddSingleton<Admittance>();

    private static void AddTus(IServiceCollection services, HostAbilities host) => services
        .AddSingleton(host)
        .AddSingleton<TusEdge>()
        .AddSingleton<ITusVerb, TusOptions>()
        .AddSingleton<ITusVerb, TusPost>()
        .AddSingleton<ITusVerb, TusHead>()
        .AddSingleton<ITusVerb, TusPatch>()
        .AddSingleton<ITusVerb, TusDelete>();

    private static void AddResumable(IServiceCollection services) => services
        .AddSingleton<UploadLimit>()
        .AddSingleton<ResumableAnswers>()
        .AddSingleton<ResumablePost>()
        .AddSingleton<ResumableHead>()
        .AddSingleton<ResumablePatch>()
        .AddSingleton<ResumableDelete>()
        .AddSingleton<ResumablePreflight>()
        .AddSingleton(provider => new ResumableEdge(
            provider.GetRequiredService<FunctionEdge>(),
            provider.GetRequiredService<ResumableAnswers>(),
            provider.GetRequiredService<ResumablePreflight>(),
            provider.GetRequiredService<ResumablePost>(),
            provider.GetRequiredService<ResumableHead>(),
            provider.GetRequiredService<ResumablePatch>(),
            provider.GetRequiredService<ResumableDelete>()));
}
