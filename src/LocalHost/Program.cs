using System.Reflection;
using SmartTransfer.LocalHost;

return await LocalHostProgram.RunAsync(
    args,
    Assembly.Load("SmartTransfer.Functions"),
    (services, configuration) => { }, // TO BE WIRED at merge: services.AddSmartTransfer(configuration)
    Console.Out,
    Console.Error);
