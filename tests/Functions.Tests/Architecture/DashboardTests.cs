using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Core.Telemetry;
using SmartTransfer.Functions.Composition;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Architecture;

/// <summary>The dashboard and the workbook ask for nothing that is not measured, logged or called so.</summary>
public sealed partial class DashboardTests
{
    // Measured by the framework: its meter is among those that are sent.
    private const string Requests = "http_server_request_duration_seconds_count";

    private static readonly JsonElement Dashboard = JsonElement.Parse(Repository.Read("infra/dashboards/smart-transfer.grafana.json"));
    private static readonly JsonElement Workbook = JsonElement.Parse(Repository.Read("infra/dashboards/smart-transfer.workbook.json"));
    private static readonly string Page = Repository.Read("docs/operations.md");
    private static readonly Type CoreLog =
        typeof(TelemetryNames).Assembly.GetType("SmartTransfer.Core.Telemetry.CoreLog", throwOnError: true)!;

    private static readonly string[] Attributes =
        [.. typeof(TelemetryNames).GetFields().Select(field => (string)field.GetRawConstantValue()!).Except([TelemetryNames.Source])];

    // Labels of Prometheus, of the framework's requests, and of buckets.
    private static readonly HashSet<string> Labels =
        [.. Attributes.Select(name => name.Replace('.', '_')), "job", "instance", "le", "http_route"];

    public static TheoryData<string, string> Queries
    {
        get
        {
            var queries = new TheoryData<string, string>();
            foreach (var panel in Dashboard.GetProperty("panels").EnumerateArray().Where(panel => panel.TryGetProperty("targets", out _)))
            {
                foreach (var target in panel.GetProperty("targets").EnumerateArray())
                {
                    queries.Add(panel.GetProperty("title").GetString()!, target.GetProperty("expr").GetString()!);
                }
            }

            return queries;
        }
    }

    public static TheoryData<string, string> LogQueries
    {
        get
        {
            var queries = new TheoryData<string, string>();
            foreach (var item in Workbook.GetProperty("items").EnumerateArray().Where(item => item.GetProperty("type").GetInt32() == 3))
            {
                queries.Add(item.GetProperty("name").GetString()!, item.GetProperty("content").GetProperty("query").GetString()!);
            }

            return queries;
        }
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public void A_query_of_the_dashboard_asks_for_instruments_and_attributes_that_there_are(string title, string query)
    {
        var known = MetricsDocumentTests.Instruments.SelectMany(MetricsDocumentTests.NamesInPrometheus).Append(Requests).ToHashSet();
        var asked = Selected().Matches(query).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(asked);
        Assert.All(asked, name => Assert.True(known.Contains(name), $"{title}: {name}"));
        var labels = Labelled().Matches(query).Select(match => match.Groups[1].Value)
            .Concat(Grouped().Matches(query).SelectMany(match => match.Groups[1].Value.Split(", ")));
        Assert.All(labels, label => Assert.True(Labels.Contains(label), $"{title}: {label}"));
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public void A_value_that_the_dashboard_asks_for_is_one_that_the_operations_page_names(string title, string query) => Assert.All(
        Valued().Matches(query).Select(match => match.Groups[1].Value),
        value => Assert.True(Regex.IsMatch(Page, $@"^\| `smart_transfer\..*\b{value}\b", RegexOptions.Multiline), $"{title}: {value}"));

    [Fact]
    public void Every_instrument_is_on_the_dashboard()
    {
        var asked = string.Join(' ', Queries.Select(query => (string)query[1]));
        Assert.All(
            MetricsDocumentTests.Instruments,
            instrument => Assert.Contains(
                MetricsDocumentTests.NamesInPrometheus(instrument), name => asked.Contains(name, StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(LogQueries))]
    public void A_query_of_the_workbook_asks_for_what_there_is(string title, string query)
    {
        var instruments = MetricsDocumentTests.Instruments.Select(instrument => instrument.Name).ToHashSet();
        Assert.All(
            Measured().Matches(query).Select(match => match.Groups[1].Value),
            name => Assert.True(instruments.Contains(name), $"{title}: {name}"));
        Assert.All(
            Described().Matches(query).Select(match => match.Groups[1].Value),
            name => Assert.True(Attributes.Contains(name), $"{title}: {name}"));
        Assert.All(QuotedAfter("Name in", query), name => Assert.True(Names().Contains(name), $"{title}: {name}"));
        var events = CoreLog.GetMethods().Select(method => method.Name).ToHashSet();
        Assert.All(QuotedAfter("EventName)", query), name => Assert.True(events.Contains(name), $"{title}: {name}"));
    }

    [Fact]
    public void A_query_for_what_there_is_not_is_found()
    {
        Assert.ThrowsAny<Exception>(() => A_query_of_the_dashboard_asks_for_instruments_and_attributes_that_there_are(
            "wrong", "sum by (smart_transfer_state) (rate(smart_transfer_session_move_count_total{job=\"a\"}[5m]))"));
        Assert.ThrowsAny<Exception>(() => A_query_of_the_dashboard_asks_for_instruments_and_attributes_that_there_are(
            "wrong", "sum(rate(smart_transfer_session_moves_total{job=\"a\"}[5m]))"));
        Assert.ThrowsAny<Exception>(() => A_query_of_the_workbook_asks_for_what_there_is(
            "wrong", "AppRequests | where Name in ('StageChunks')"));
    }

    private static HashSet<string> Names() =>
    [
        .. from type in typeof(SmartTransferServices).Assembly.GetTypes()
           from method in type.GetMethods()
           from attribute in method.GetCustomAttributes(typeof(FunctionAttribute), false).Cast<FunctionAttribute>()
           select attribute.Name,
    ];

    // What is quoted in the line that has these words.
    private static IEnumerable<string> QuotedAfter(string words, string query) => query.Split('\n')
        .Where(line => line.Contains(words, StringComparison.Ordinal))
        .SelectMany(line => Quoted().Matches(line[line.IndexOf(words, StringComparison.Ordinal)..].Split(" or ")[0]))
        .Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"([a-z][a-z0-9_]+)\{")]
    private static partial Regex Selected();

    [GeneratedRegex(@"([a-z_]+)(?:=~|!=|=)""")]
    private static partial Regex Labelled();

    [GeneratedRegex(@"by \(([a-z_, ]+)\)")]
    private static partial Regex Grouped();

    [GeneratedRegex(@"smart_transfer_[a-z_]+!?=""([a-z_]+)""")]
    private static partial Regex Valued();

    [GeneratedRegex(@"Name == '([a-z_.]+)'")]
    private static partial Regex Measured();

    [GeneratedRegex(@"Properties\['([a-z_.]+)'\]")]
    private static partial Regex Described();

    [GeneratedRegex(@"'(\w+)'")]
    private static partial Regex Quoted();
}
