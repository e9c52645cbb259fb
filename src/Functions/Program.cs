using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Functions.Composition;
using SmartTransfer.Functions.Http;

try
{
    var builder = FunctionsApplication.CreateBuilder(args);
    builder.ConfigureFunctionsWebApplication();

    // ASP.NET Core's own lines about a request have its path, and with it the upload's id.
    builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
    builder.Services.AddSmartTransfer(builder.Configuration, HostAbilities.OfFunctionsHost);
    await builder.Build().RunAsync();
    return 0;
}
catch (OptionsValidationException unusable)
{
    foreach (var sentence in unusable.Failures)
    {
        await TellAsync(sentence);
    }

    return 1;
}
catch (InvalidOperationException alone) when (alone.Message.Contains("HostEndpoint", StringComparison.Ordinal))
{
    await TellAsync(
        "The Functions host starts this worker; it does not run by itself. Run func start in src/Functions, or ./start.sh for the "
        + "local host.");
    return 1;
}

// The Functions host logs what a worker writes there as information, unless the line has the word error in it.
static Task TellAsync(string sentence) => Console.Error.WriteLineAsync($"Error: {sentence}");
