using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Events;
using SmartTransfer.Core.Sweeping;
using SmartTransfer.Functions.Composition;
using SmartTransfer.LocalHost;
using SmartTransfer.Testing.Client;

namespace SmartTransfer.EndToEnd;

/// <summary>A host in this process, whose clock the test moves: the sweep works by hours.</summary>
internal sealed class SweepingHost : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smart-transfer-");
    private readonly WebApplication _app;

    private SweepingHost(IReadOnlyDictionary<string, string> settings, TimeProvider clock)
    {
        string[] args =
        [
            .. settings.Select(setting => $"--{setting.Key}={setting.Value}"),
            $"--AzureWebJobsScriptRoot={_folder.FullName}",
            "--urls=http://127.0.0.1:0",
        ];
        _app = LocalHostBuilder.Build(args, typeof(SmartTransferServices).Assembly, (services, configuration) =>
            services.AddSingleton(clock).AddLogging(logging => logging.ClearProviders()).AddSmartTransfer(configuration));
    }

    /// <summary>A client of the host.</summary>
    public ApiClient Client { get; private set; } = null!;

    /// <summary>Starts a host with a clock of its own.</summary>
    public static async Task<SweepingHost> StartAsync(IReadOnlyDictionary<string, string> settings, TimeProvider clock)
    {
        var host = new SweepingHost(settings, clock);
        await host._app.StartAsync();
        host.Client = new ApiClient(new Uri(host._app.Urls.First()));
        return host;
    }

    /// <summary>Runs the sweep once, as its timer does.</summary>
    public Task<SweepReport> SweepAsync() => _app.Services.GetRequiredService<SweepExpiredUploads>().RunAsync(CancellationToken.None);

    /// <summary>Goes on with final uploads once, as their timer does.</summary>
    public Task<int> ConcatenateAsync() =>
        _app.Services.GetRequiredService<ContinueConcatenations>().RunAsync(CancellationToken.None);

    /// <summary>Delivers events that are due once, as their timer does.</summary>
    public Task<EventReport> DeliverEventsAsync() =>
        _app.Services.GetRequiredService<DeliverDueEvents>().RunAsync(CancellationToken.None);

    /// <summary>Completes once the events that this host has made due are delivered, as far as they can be, and that is noted.</summary>
    public Task SettleEventsAsync() => _app.Services.GetRequiredService<EventDelivery>().SettleAsync(CancellationToken.None);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
