using System.Collections.Concurrent;
using System.Text.Json;

namespace SmartTransfer.Infra.Tests.Compiled;

/// <summary>
/// What a deployment of main.bicep with certain parameters would create, as the compiler reckons it (bicep snapshot): every expression
/// is evaluated but what only Azure knows.
/// </summary>
internal sealed class Prediction
{
    private const string Secret = "a text that is long enough and is no secret";
    private const string Subscription = "11111111-1111-1111-1111-111111111111";

    private static readonly ConcurrentDictionary<string, Lazy<Prediction>> Made = [];

    private Prediction(JsonElement root)
    {
        Resources = [.. root.GetProperty("predictedResources").EnumerateArray()];
        Diagnostics = [.. root.GetProperty("diagnostics").EnumerateArray().Select(diagnostic => diagnostic.ToString())];
    }

    /// <summary>Every resource, with the properties that are sent to Azure.</summary>
    public IReadOnlyList<JsonElement> Resources { get; }

    /// <summary>What the compiler could not reckon.</summary>
    public IReadOnlyList<string> Diagnostics { get; }

    /// <summary>The app.</summary>
    public JsonElement App => Of("Microsoft.Web/sites").Single();

    /// <summary>The app's settings.</summary>
    public IReadOnlyDictionary<string, string> Settings => App.At("properties.siteConfig.appSettings")!.Value.EnumerateArray()
        .ToDictionary(setting => setting.Text("name")!, setting => setting.Text("value")!);

    /// <summary>Reckons with parameters as Bicep writes them, such as ("hostingPlan", "'windows'"); others have their defaults.</summary>
    public static Prediction With(params (string Name, string Value)[] parameters)
    {
        string[] lines = [.. parameters.Select(parameter => $"param {parameter.Name} = {parameter.Value}")];
        return Made.GetOrAdd(string.Join('\n', lines), _ => new Lazy<Prediction>(() => Reckon(lines))).Value;
    }

    /// <summary>Reckons with the Consumption plan on Windows.</summary>
    public static Prediction OnWindows() => With(("hostingPlan", "'windows'"));

    /// <summary>The resources of a type.</summary>
    public IEnumerable<JsonElement> Of(string type) => Resources.Where(resource => resource.Text("type") == type);

    private static Prediction Reckon(IEnumerable<string> parameters)
    {
        using var infra = new InfraCopy();
        foreach (var path in (string[])["main.bicep", "modules/function-app.bicep"])
        {
            // The compiler reckons nothing that a secret is part of, and so none of the app's settings.
            infra.Replace(path, "@secure()\nparam extraSettings", "param extraSettings");
        }

        var file = infra.Of("main.bicepparam");
        File.WriteAllLines(
            file,
            [
                "using 'main.bicep'", "param environmentName = 'test'", "param location = 'westeurope'",
                $"param newClientKeySecret = '{Secret}'", .. parameters,
            ]);
        return new Prediction(BicepCompiler.PredictAsync(file, Subscription).GetAwaiter().GetResult());
    }
}
