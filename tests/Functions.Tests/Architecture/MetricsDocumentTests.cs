using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Telemetry;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Telemetry;

namespace SmartTransfer.Functions.Tests.Architecture;

/// <summary>The operations page names the metrics that there are, and its alerts ask for none that there are not.</summary>
public sealed partial class MetricsDocumentTests
{
    private static readonly string Page = Repository.Read("docs/operations.md");

    /// <summary>Every instrument of the app.</summary>
    internal static IReadOnlyList<Instrument> Instruments { get; } = Made();

    [Fact]
    public void The_table_has_every_instrument_with_its_type_and_unit_and_no_other()
    {
        var told = Row().Matches(Page).Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value} {row.Groups[3].Value}");
        Assert.Equal(Instruments.Select(instrument => $"{instrument.Name} {TypeOf(instrument)} {instrument.Unit}").Order(), told.Order());
    }

    [Fact]
    public void The_table_has_every_attribute()
    {
        var names = typeof(TelemetryNames).GetFields().Select(
            field => (string)field.GetRawConstantValue()!).Except([TelemetryNames.Source]);
        Assert.All(names, name => Assert.Contains($"`{name}`", Page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_name_in_an_alert_or_a_command_is_that_of_an_instrument_in_Prometheus_text()
    {
        var known = Instruments.SelectMany(NamesInPrometheus).Concat(
            typeof(TelemetryNames).GetFields().Select(field => Underscored((string)field.GetRawConstantValue()!))).ToHashSet();
        var asked = Fence().Matches(Page).SelectMany(fence => Name().Matches(fence.Value).Select(name => name.Value)).Distinct().ToList();
        Assert.True(asked.Count > 10);

        // Commands look for groups of names by their beginning.
        Assert.All(
            asked,
            name => Assert.True(
                known.Contains(name) || known.Any(whole => whole.StartsWith($"{name.TrimEnd('_')}_", StringComparison.Ordinal)), name));
    }

    private static List<Instrument> Made()
    {
        using var meters = new TestMeters();
        meters.Listen();
        _ = new TransferMetrics(meters, new BytesInFlight(new AdmissionOptions()));
        return [.. meters.Instruments];
    }

    private static string TypeOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" => "counter",
        "Histogram" => "histogram",
        _ => "gauge",
    };

    /// <summary>By what names Prometheus knows an instrument.</summary>
    internal static IEnumerable<string> NamesInPrometheus(Instrument instrument)
    {
        var unit = instrument.Unit switch { "By" => "_bytes", "s" => "_seconds", _ => string.Empty };
        var name = Underscored(instrument.Name) + unit;
        return TypeOf(instrument) switch
        {
            "counter" => [$"{name}_total"],
            "histogram" => [$"{name}_bucket", $"{name}_sum", $"{name}_count"],
            _ => [name],
        };
    }

    private static string Underscored(string name) => name.Replace('.', '_');

    [GeneratedRegex(@"^\| `(smart_transfer\.[a-z_.]+)` \| (\w+) \| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^ *```(?:yaml|bash)\n.*?^ *```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"smart_transfer_[a-z_]+")]
    private static partial Regex Name();
}
