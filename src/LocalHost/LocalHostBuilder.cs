using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SmartTransfer.LocalHost.Bodies;
using SmartTransfer.LocalHost.Diagnostics;
using SmartTransfer.LocalHost.Invocation;
using SmartTransfer.LocalHost.Keys;
using SmartTransfer.LocalHost.Routing;
using SmartTransfer.LocalHost.Settings;
using SmartTransfer.LocalHost.Timers;

namespace SmartTransfer.LocalHost;

/// <summary>Builds the web application that hosts the functions of an assembly.</summary>
public static class LocalHostBuilder
{
    // What a connection holds of a body that nobody reads at the moment, beside what the kernel holds of it; by default 1 MiB.
    private const int ReadBufferBytes = 128 * 1024;

    // After the grace the functions' tokens fire; this is what is left to them to end by themselves.
    private static readonly TimeSpan LastMoments = TimeSpan.FromSeconds(2);

    /// <summary>Hosts every function of the public classes of <paramref name="functions"/>.</summary>
    /// <exception cref="StartupException">A setting, a file or a function stops the start.</exception>
    public static WebApplication Build(
        string[] args, Assembly functions, Action<IServiceCollection, IConfiguration> configureServices) =>
        Build(args, functions.GetExportedTypes(), configureServices);

    /// <summary>Hosts the functions of <paramref name="functionTypes"/> alone.</summary>
    /// <exception cref="StartupException">A setting, a file or a function stops the start.</exception>
    public static WebApplication Build(
        string[] args, IEnumerable<Type> functionTypes, Action<IServiceCollection, IConfiguration> configureServices)
    {
        var values = SettingLayers.Read(args);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(LocalHostBuilder).Assembly.GetName().Name,
            ContentRootPath = values[HostFolder.Setting],
            EnvironmentName = values.GetValueOrDefault("AZURE_FUNCTIONS_ENVIRONMENT")
                ?? values.GetValueOrDefault("ASPNETCORE_ENVIRONMENT")
                ?? Environments.Development,
        });
        _ = builder.Configuration.AddInMemoryCollection(values);
        if (BodyModes.From(builder.Configuration) is BodyMode.Stream && !values.ContainsKey(BodyModes.StreamsSetting))
        {
            // So that the app may take the time in which a body arrives for the link's.
            builder.Configuration[BodyModes.StreamsSetting] = bool.TrueString;
        }

        _ = builder.Host.UseDefaultServiceProvider((context, provider) =>
            provider.ValidateScopes = provider.ValidateOnBuild = context.HostingEnvironment.IsDevelopment());

        var settings = LocalHostSettings.From(builder.Configuration);
        var services = builder.Services;
        _ = services.AddSingleton(settings);
        _ = services.AddSingleton(new KeyRing(builder.Configuration));
        var functions = new FunctionCatalogue(functionTypes, settings.RoutePrefix, builder.Configuration);
        _ = services.AddSingleton(functions).AddSingleton(functions.Timers);
        _ = services.AddSingleton<BodyIntake>().AddSingleton<LingeringClose>();
        _ = services.AddSingleton<InvocationTokens>().AddHostedService<TimerRunner>();
        _ = services.AddRouting().AddSingleton<MatcherPolicy, VerbMatcherPolicy>();
        _ = services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.ShutdownGrace + LastMoments);
        AddCors(services, settings);
        var started = new StrongBox<bool>();
        AddLogging(builder, started);
        AddServer(builder, settings);

        configureServices(services, builder.Configuration);
        services.TryAddSingleton(TimeProvider.System);

        var app = builder.Build();
        _ = app.Lifetime.ApplicationStarted.Register(() => started.Value = true);
        _ = app.Use(LeadHome(settings.RoutePrefix)).UseRouting();
        if (settings.CorsOrigins.Count > 0)
        {
            _ = app.UseCors();
        }

        FunctionEndpoints.Map(app, functions.Http);
        return app;
    }

    // The Functions host answers its root with a page of its own; here the functions answer it as they do their prefix.
    private static Func<RequestDelegate, RequestDelegate> LeadHome(string routePrefix) => next => context =>
    {
        if (context.Request.Path == "/" && routePrefix.Length > 0)
        {
            context.Request.Path = $"/{routePrefix}";
        }

        return next(context);
    };

    private static void AddCors(IServiceCollection services, LocalHostSettings settings)
    {
        if (settings.CorsOrigins.Count == 0)
        {
            return;
        }

        _ = services.AddCors(options => options.AddDefaultPolicy(policy =>
        {
            _ = policy.WithOrigins([.. settings.CorsOrigins]).AllowAnyHeader().AllowAnyMethod();
            if (settings.CorsCredentials)
            {
                _ = policy.AllowCredentials();
            }
        }));
    }

    // What keeps the host from starting is thrown to the caller; the framework would log it besides, with its stack.
    private static void AddLogging(WebApplicationBuilder builder, StrongBox<bool> started) =>
        builder.Logging
            .AddConfiguration(builder.Configuration.GetSection("Logging"))
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => started.Value && level >= LogLevel.Information)
            // Of every request the framework would have its path stand with each line, and paths hold ids.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
            .AddSimpleConsole(console => (console.SingleLine, console.IncludeScopes) = (true, true));

    private static void AddServer(WebApplicationBuilder builder, LocalHostSettings settings)
    {
        _ = builder.WebHost
            .UseUrls(settings.Urls)
            .UseSockets(sockets => sockets.MaxReadBufferSize = ReadBufferBytes)
            .UseKestrel((context, server) =>
            {
                _ = server.Configure(context.Configuration.GetSection("Kestrel"));
                server.AddServerHeader = false;
                server.RequestHeaderEncodingSelector = LengthDigits.For!;
                Unhurried(server.Limits);
            });
        _ = builder.Services.Replace(ServiceDescriptor.Singleton<IMemoryPoolFactory<byte>, ConnectionMemory.Factory>());
    }

    // Slow links are what this app is for: nobody is cut off for being slow. Bodies are limited by BodyIntake. Upload-Concat names
    // up to 1,000 uploads by their addresses.
    private static void Unhurried(KestrelServerLimits limits)
    {
        limits.MaxRequestHeadersTotalSize = 256 * 1024;
        limits.MaxRequestBodySize = null;
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        limits.KeepAliveTimeout = TimeSpan.FromMinutes(10);
        limits.RequestHeadersTimeout = TimeSpan.FromMinutes(1);
    }
}
