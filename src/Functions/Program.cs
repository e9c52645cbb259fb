using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
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

    // The worker believes what any client says in X-Forwarded-Prefix, and puts it before every path: PublicBaseUrl says that here.
    builder.Services.PostConfigure<ForwardedHeadersOptions>(
        options => options.ForwardedHeaders &= ~ForwardedHeaders.XForwardedPrefix);

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
