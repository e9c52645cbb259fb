using SmartTransfer.Infra.Tests.Bicep;

namespace SmartTransfer.Infra.Tests;

/// <summary>The names of the app's settings, as function-app.bicep writes them.</summary>
internal static class BicepSettings
{
    /// <summary>On either plan.</summary>
    public static IReadOnlyList<string> Common { get; } = Names("settings");

    /// <summary>On Windows besides.</summary>
    public static IReadOnlyList<string> Windows { get; } = Names("windowsSettings");

    private static string[] Names(string variable) => [.. ((BicepObject)InfraFiles.Get("modules/function-app.bicep").Variable(variable)).Properties.Select(property => property.Key)];
}
