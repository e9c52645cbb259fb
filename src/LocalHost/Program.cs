using SmartTransfer.Azure.Clients;
using SmartTransfer.Functions.Composition;
using SmartTransfer.LocalHost;

return await LocalHostProgram.RunAsync(
    args,
    typeof(SmartTransferServices).Assembly,
    (services, configuration) => services.AddSmartTransfer(configuration),
    Console.Out,
    Console.Error);
