using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SmartTransfer.Functions.Composition;

try
{
    var builder = FunctionsApplication.CreateBuilder(args);
    builder.ConfigureFunctionsWebApplication();
    builder.Services.AddSmartTransfer(builder.Configuration, HostAbilities.OfFunctionsHost);
    await builder.Build().RunAsync();
    return 0;
}
catch (OptionsValidationException unusable)
{
    foreach (var sentence in unusable.Failures)
    {
        await Console.Error.WriteLineAsync(sentence);
    }

    return 1;
}
