using SmartTransfer.Infra.Tests.Compiled;

namespace SmartTransfer.Infra.Tests;

/// <summary>The names of the app's settings, as they are deployed.</summary>
internal static class AppSettings
{
    /// <summary>On either plan.</summary>
    public static IReadOnlyList<string> Common { get; } = [.. Prediction.With().Settings.Keys];

    /// <summary>On Windows besides.</summary>
    public static IReadOnlyList<string> Windows { get; } = [.. Prediction.OnWindows().Settings.Keys.Except(Common)];
}
