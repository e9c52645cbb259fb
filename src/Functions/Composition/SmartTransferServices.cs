using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using SmartTransfer.Azure.Blobs;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Azure.Randomness;
using SmartTransfer.Azure.Tables;
using SmartTransfer.Core.Bodies;
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
using SmartTransfer.Functions.Service;
using SmartTransfer.Functions.Telemetry;
using SmartTransfer.Functions.Tus;

namespace SmartTransfer.Functions.Composition;

/// <summary>Puts the app together. Both hosts, the worker and LocalHost, call this and nothing else.</summary>
public static class SmartTransferServices
{
    private const string Blobs = "blobs";
    private const string Tables = "tables";

    /// <summary>Reads the settings and registers everything that the functions need.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">Settings are not usable; each failure is a sentence that says which and why.</exception>
    /// <param name="services">Where to.</param>
    /// <param name="configuration">The settings.</param>
    /// <param name="host">What the host in front of the functions does for them; null for everything.</param>
    public static IServiceCollection AddSmartTransfer(this IServiceCollection services, IConfiguration configuration, HostAbilities? host = null)
    {
        host ??= HostAbilities.All;
        var settings = AddSettings(services, configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new InstanceName(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))));
        AddStorage(services, inAzure: AzurePlatform.Is(configuration));
        AddUseCases(services);
        services.AddSingleton<FaultAnswers>().AddSingleton<CrossOrigin>().AddSingleton(Jitter.Random).AddSingleton<FunctionEdge>().AddSingleton<Health>();
        services.AddSingleton(provider => new ClientIdentity(ClientSecret(provider.GetRequiredService<NetworkOptions>())));
        AddAuthorization(services);
        AddTus(services, host);
        services.AddTelemetry(configuration, settings.Telemetry, host);
        services.AddHostedService<StorageLifecycle>();
        if (!host.RunsTimersAtStart)
        {
            services.AddSingleton<TableTurns>().AddHostedService<SweepAtStart>();
        }

        return services;
    }

    private static Settings AddSettings(IServiceCollection services, IConfiguration configuration)
    {
        var settings = Settings.Read(configuration);
        services
            .AddSingleton(settings.Limits)
            .AddSingleton(settings.Sessions)
            .AddSingleton(settings.Sweep)
            .AddSingleton(settings.Admission)
            .AddSingleton(settings.Retry)
            .AddSingleton(settings.Network)
            .AddSingleton(settings.Streams)
            .AddSingleton(settings.Concatenation)
            .AddSingleton(settings.ClientLimits)
            .AddSingleton(settings.Cors)
            .AddSingleton(settings.Authorization)
            .AddSingleton(settings.Storage);
        return settings;
    }

    private static void AddStorage(IServiceCollection services, bool inAzure)
    {
        services.AddSingleton(provider => new StorageClients(provider.GetRequiredService<StorageOptions>(), inAzure)).AddSingleton<StorageProvisioner>();
        services.AddSingleton<IStorageProbe, StorageProbe>().AddSingleton<IUploadIds, RandomUploadIds>().AddSingleton<IBlockGroups, RandomBlockGroups>();
        services.AddSingleton<TableSessionStore>().AddSingleton<TableExpiryIndex>().AddSingleton<TableNetworkProfiles>().AddSingleton<TableClientLimits>();
        services.AddSingleton<BlobBlockStore>().AddSingleton<BlobCommitStore>().AddSingleton<BlobContentStore>();
        services.AddKeyedSingleton(Blobs, (provider, _) => Pipeline(provider)).AddKeyedSingleton(Tables, (provider, _) => Pipeline(provider));

        // Counters are written without retries: they go out with the next write, and only serve advice.
        services.AddSingleton<INetworkCounterStore>(provider => provider.GetRequiredService<TableSessionStore>());

        // So is what is remembered of clients, and read: an upload that starts does not wait for it to be tried again.
        services.AddSingleton<INetworkProfileStore>(provider => provider.GetRequiredService<TableNetworkProfiles>());
        services.AddSingleton<IProfileExpiryIndex>(provider => provider.GetRequiredService<TableNetworkProfiles>());
        services.AddSingleton<ISessionStore>(provider => new MeteredSessionStore(
            new ClosingSessionStore(
                new ResilientSessionStore(provider.GetRequiredService<TableSessionStore>(), Keyed(provider, Tables)),
                provider.GetRequiredService<IOpenUploads>(),
                provider.GetRequiredService<ILogger<ClosingSessionStore>>()),
            provider.GetRequiredService<TransferMetrics>()));
        services.AddSingleton<IAllowanceStore>(provider => new ResilientAllowanceStore(provider.GetRequiredService<TableClientLimits>(), Keyed(provider, Tables)));
        services.AddSingleton<IOpenUploads>(provider => new ResilientOpenUploads(provider.GetRequiredService<TableClientLimits>(), Keyed(provider, Tables)));
        services.AddSingleton<IExpiryIndex>(provider => new ResilientExpiryIndex(provider.GetRequiredService<TableExpiryIndex>(), Keyed(provider, Tables)));
        services.AddSingleton<IBlockStore>(provider => new ResilientBlockStore(provider.GetRequiredService<BlobBlockStore>(), Keyed(provider, Blobs)));
        services.AddSingleton<ICommitStore>(provider => new ResilientCommitStore(provider.GetRequiredService<BlobCommitStore>(), Keyed(provider, Blobs)));
        services.AddSingleton<IContentStore>(provider => new ResilientContentStore(provider.GetRequiredService<BlobContentStore>(), Keyed(provider, Blobs)));
    }

    private static void AddUseCases(IServiceCollection services) => services
        .AddSingleton<BytesInFlight>()
        .AddSingleton<ClientMemory>()
        .AddSingleton<NetworkRecorder>()
        .AddSingleton<TransferAdvisor>()
        .AddSingleton<CurrentAdvice>()
        .AddSingleton<SessionCache>()
        .AddSingleton<RollForward>()
        .AddSingleton<Allowances>()
        .AddSingleton<OpenSessions>()
        .AddSingleton<Quota>()
        .AddSingleton<StartUpload>()
        .AddSingleton<StageChunk>()
        .AddSingleton<GetStatus>()
        .AddSingleton<GetNetwork>()
        .AddSingleton<GetClientNetwork>()
        .AddSingleton<CompleteUpload>()
        .AddSingleton<CancelUpload>()
        .AddSingleton<OpenContent>()
        .AddSingleton<PrefixCache>()
        .AddSingleton<FindPosition>()
        .AddSingleton<DeclareLength>()
        .AddSingleton<AppendStream>()
        .AddSingleton<FindPartials>()
        .AddSingleton<StartFinalUpload>()
        .AddSingleton<CopyBlock>()
        .AddSingleton<MarkConcatenated>()
        .AddSingleton<ConcatenateUploads>()
        .AddSingleton<ContinueConcatenations>()
        .AddSingleton<SweepSession>()
        .AddSingleton<SweepProfiles>()
        .AddSingleton<SweepAllowances>()
        .AddSingleton<SweepExpiredUploads>();

    private static byte[] ClientSecret(NetworkOptions network) =>
        string.IsNullOrEmpty(network.ClientKeySecret) ? RandomNumberGenerator.GetBytes(32) : Encoding.UTF8.GetBytes(network.ClientKeySecret);

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
        .AddSingleton<TusPostFinal>()
        .AddSingleton<ITusVerb, TusOptions>()
        .AddSingleton<ITusVerb, TusPost>()
        .AddSingleton<ITusVerb, TusHead>()
        .AddSingleton<ITusVerb, TusPatch>()
        .AddSingleton<ITusVerb, TusDelete>();

    private static StoragePipeline Keyed(IServiceProvider provider, string service) => provider.GetRequiredKeyedService<StoragePipeline>(service);

    private static StoragePipeline Pipeline(IServiceProvider provider) => new(
        provider.GetRequiredService<RetryOptions>(),
        provider.GetRequiredService<NetworkRecorder>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<Jitter>().Next,
        provider.GetRequiredService<ILogger<StoragePipeline>>());
}
