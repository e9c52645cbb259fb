using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmartTransfer.LocalHost.Diagnostics;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.LocalHost.Tests.Hosting;

/// <summary>A host on a free port that runs the functions of the given types, on a clock that stands still.</summary>
public sealed class RunningHost : IAsyncDisposable
{
    private readonly HostFiles _files;

    private RunningHost(HostFiles files, WebApplication app, Observations seen, ManualTimeProvider time, CapturedLog log)
    {
        (_files, App, Seen, Time, Log) = (files, app, seen, time, log);
        Address = new Uri(app.Urls.Single());
        Client = new HttpClient { BaseAddress = Address };
    }

    public WebApplication App { get; }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public Observations Seen { get; }

    public ManualTimeProvider Time { get; }

    public CapturedLog Log { get; }

    public static Task<RunningHost> StartAsync<T>(params string[] args) => StartAsync([typeof(T)], new HostFiles(), args);

    public static Task<RunningHost> StartAsync(Type[] functions, HostFiles files, params string[] args) =>
        StartAsync(functions, files, _ => { }, args);

    public static async Task<RunningHost> StartAsync(
        Type[] functions, HostFiles files, Action<IServiceCollection> configureServices, params string[] args)
    {
        var (seen, time, log) = (new Observations(), new ManualTimeProvider(), new CapturedLog());
        var app = LocalHostBuilder.Build(
            files.Args(["--urls=http://127.0.0.1:0", .. args]),
            functions,
            (services, _) => configureServices(services
                .AddSingleton(seen)
                .AddSingleton<TimeProvider>(time)
                .AddLogging(logging => logging.ClearProviders().AddProvider(log))));
        await app.StartAsync();
        return new RunningHost(files, app, seen, time, log);
    }

    public Task<RawConnection> ConnectAsync() => RawConnection.OpenAsync(Address);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.DisposeAsync();
        _files.Dispose();
    }
}
