using Microsoft.Extensions.Configuration;

namespace SmartTransfer.Functions.Composition;

/// <summary>Tells whether the app runs in Azure, by what the platform alone sets. No one setting is there on every plan.</summary>
internal static class AzurePlatform
{
    // Consumption on Windows, Premium, App Service; Flex Consumption, which has no instance id; wherever the app has a
    // managed identity (learn.microsoft.com/azure/app-service/overview-managed-identity, "REST endpoint reference").
    private static readonly string[] Settings = ["WEBSITE_INSTANCE_ID", "WEBSITE_POD_NAME", "IDENTITY_ENDPOINT"];

    public static bool Is(IConfiguration configuration) => Settings.Any(name => !string.IsNullOrEmpty(configuration[name]));
}
