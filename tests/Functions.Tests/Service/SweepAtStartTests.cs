using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SmartTransfer.Functions.Composition;
using SmartTransfer.Functions.Http;
using SmartTransfer.Functions.Service;

namespace SmartTransfer.Functions.Tests.Service;

public sealed class SweepAtStartTests
{
    [Fact]
    public void The_Functions_host_runs_no_timer_at_the_start_so_the_app_sweeps_by_itself() =>
        Assert.Contains(Hosted(HostAbilities.OfFunctionsHost), type => type == typeof(SweepAtStart));

    [Fact]
    public void The_local_host_runs_the_timer_at_the_start_so_the_app_does_not_sweep_besides() =>
        Assert.DoesNotContain(Hosted(null), type => type == typeof(SweepAtStart));

    private static IEnumerable<Type?> Hosted(HostAbilities? host)
    {
        var settings = new Dictionary<string, string?> { ["SmartTransfer:Storage:ConnectionString"] = "UseDevelopmentStorage=true" };
        return new ServiceCollection().AddSmartTransfer(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), host)
            .Where(service => service.ServiceType == typeof(IHostedService))
            .Select(service => service.ImplementationType);
    }
}
