namespace SmartTransfer.Functions.Tests.Hosting;

/// <summary>One host for all tests of a class, on a clock that stands still.</summary>
public sealed class SharedHost : IAsyncLifetime
{
    private ApiHost? _host;

    public ApiHost Host => _host ?? throw new InvalidOperationException("The host was not started.");

    public async Task InitializeAsync() => _host = await ApiHost.StartAsync();

    public async Task DisposeAsync() => await Host.DisposeAsync();
}
