using Microsoft.Extensions.DependencyInjection;

namespace SmartTransfer.Client;

/// <summary>Registers <see cref="TransferClient"/>.</summary>
public static class TransferClientServices
{
    private const string HttpClientName = "SmartTransfer";

    /// <summary>Adds a <see cref="TransferClient"/>, one for all, over connections of IHttpClientFactory.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options; <see cref="TransferClientOptions.Service"/> is needed.</param>
    /// <returns>What configures its HttpClient further. Leave its Timeout infinite: the client bounds each attempt itself.</returns>
    public static IHttpClientBuilder AddSmartTransferClient(this IServiceCollection services, Action<TransferClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        var builder = services.AddHttpClient(HttpClientName, http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(TransferClient.NewHandler)

            // The client lives as long as the application, so its handler is not to be rotated; that closes
            // connections by their age itself.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        _ = services.AddSingleton(provider =>
        {
            var options = new TransferClientOptions();
            configure(options);
            return new TransferClient(provider.GetRequiredService<IHttpClientFactory>().CreateClient(HttpClientName), options);
        });
        return builder;
    }
}
