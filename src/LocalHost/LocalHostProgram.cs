using System.Net.Sockets;
using System.Reflection;
using Microsoft.Extensions.Options;
using SmartTransfer.LocalHost.Diagnostics;

namespace SmartTransfer.LocalHost;

/// <summary>Runs the host from start to stop, and says in sentences what keeps it from starting.</summary>
public static class LocalHostProgram
{
    /// <returns>The process's exit code: 0 after a stop, 1 when the start failed.</returns>
    public static async Task<int> RunAsync(
        string[] args,
        Assembly functions,
        Action<IServiceCollection, IConfiguration> configureServices,
        TextWriter output,
        TextWriter error)
    {
        try
        {
            await using var app = LocalHostBuilder.Build(args, functions, configureServices);
            await app.StartAsync();
            FunctionsList.Write(output, app);
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception fault) when (Sentences(fault) is { Count: > 0 } sentences)
        {
            sentences.ForEach(error.WriteLine);
            return 1;
        }
    }

    // Several options classes that fail together come as one exception; an address in use comes as an IOException.
    private static List<string> Sentences(Exception fault) => fault switch
    {
        StartupException or IOException => [fault.Message],
        SocketException socket => [$"The address to listen on (--urls, ASPNETCORE_URLS) cannot be used: {socket.Message}."],
        OptionsValidationException options => [.. options.Failures],
        AggregateException several when several.InnerExceptions.All(inner => Sentences(inner).Count > 0) =>
            [.. several.InnerExceptions.SelectMany(Sentences)],
        _ => [],
    };
}
