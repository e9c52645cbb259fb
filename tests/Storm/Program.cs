using Microsoft.Extensions.DependencyInjection;
using SmartTransfer.Azure;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Functions.Composition;
using SmartTransfer.LocalHost;
using SmartTransfer.Storm.Hosts;

// An instance of the storm: the local host as it is, but for its calendar.
var calendar = FastClock.FromEnvironment();
return await LocalHostProgram.RunAsync(
    args,
    typeof(SmartTransferServices).Assembly,
    (services, configuration) => services
        .AddSingleton<TimeProvider>(calendar)
        .AddSmartTransfer(configuration)
        .AddSingleton(provider =>
        {
            var ports = AzurePorts.Of(
                provider.GetRequiredService<StorageClients>(), provider.GetRequiredService<StorageProvisioner>(), calendar);
            return ports with
            {
                Expiries = new FastExpiryIndex(ports.Expiries, calendar),
                Events = new FastEventIndex(ports.Events, calendar),
            };
        }),
    Console.Out,
    Console.Error);
