using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SmartTransfer.Infra.Tests.Compiled;

/// <summary>What is deployed, with its expressions evaluated.</summary>
public partial class PredictionTests
{
    private const long MiB = 1024 * 1024;

    [Fact]
    public void By_default_the_plan_is_Flex_and_every_expression_is_evaluated()
    {
        var flex = Prediction.With();

        Assert.Empty(flex.Diagnostics);
        Assert.Equal("FC1", flex.Of("Microsoft.Web/serverfarms").Single().Text("sku.name"));
    }

    [Fact]
    public void On_Windows_the_settings_of_Flex_are_set_too()
    {
        var windows = Prediction.OnWindows();

        Assert.Empty(windows.Diagnostics);
        Assert.Empty(Prediction.With().Settings.Keys.Except(windows.Settings.Keys));
        Assert.Equal("Y1", windows.Of("Microsoft.Web/serverfarms").Single().Text("sku.name"));
        Assert.Equal(JsonValueKind.Null, windows.App.At("properties.functionAppConfig")!.Value.ValueKind);
    }

    // docs/operations.md, Memory.
    [Theory]
    [InlineData("flex", 512, 8, 3)]
    [InlineData("flex", 2048, 8, 40)]
    [InlineData("flex", 4096, 8, 90)]
    [InlineData("flex", 2048, 2, 151)]
    [InlineData("flex", 4096, 100, 7)]
    [InlineData("flex", 512, 100, 1)]
    [InlineData("windows", 2048, 8, 28)]
    public void The_number_of_requests_at_once_follows_from_memory_and_chunk_everywhere(
        string plan, int memoryMB, long chunkMiB, int requests)
    {
        var prediction = Prediction.With(
            ("hostingPlan", $"'{plan}'"), ("instanceMemoryMB", Text(memoryMB)), ("maxChunkBytes", Text(chunkMiB * MiB)));

        Assert.Equal(requests, RequestsAtOnce.Of(plan == "flex" ? memoryMB : 1536, chunkMiB * MiB));
        Assert.Equal(Text(requests), prediction.Settings["AzureFunctionsJobHost__extensions__http__maxConcurrentRequests"]);
        Assert.Equal(Text(2 * requests), prediction.Settings["AzureFunctionsJobHost__extensions__http__maxOutstandingRequests"]);
        Assert.Equal(Text(requests * chunkMiB * MiB), prediction.Settings["SmartTransfer__Admission__MaxBytesInFlight"]);
        if (plan == "flex")
        {
            const string Scale = "properties.functionAppConfig.scaleAndConcurrency";
            Assert.Equal(requests, prediction.App.Number($"{Scale}.triggers.http.perInstanceConcurrency"));
        }
    }

    [Theory]
    [InlineData(8, 274877906944, 274877906944)]
    [InlineData(2, 274877906944, 49000 * 2 * MiB)]
    [InlineData(100, 5138022400000, 5138022400000)]
    public void The_longest_file_is_one_that_the_largest_chunks_can_hold(long chunkMiB, long asked, long set)
    {
        var settings = Prediction.With(("maxChunkBytes", Text(chunkMiB * MiB)), ("maxFileBytes", Text(asked))).Settings;

        Assert.Equal(Text(set), settings["SmartTransfer__Limits__MaxFileBytes"]);
    }

    // On Flex the Functions host answers preflights before the app, and allows what the platform's own CORS allows; on Windows
    // the platform does so, but only where it has origins.
    [Theory]
    [InlineData("flex", true)]
    [InlineData("windows", false)]
    public void Origins_go_to_the_app_and_to_the_platform_where_that_answers_in_any_case(string plan, bool toThePlatform)
    {
        string[] origins = ["https://a.example", "https://b.example:8443"];
        var hosting = ("hostingPlan", $"'{plan}'");
        var allowed = Prediction.With(hosting, ("corsAllowedOrigins", $"['{string.Join("', '", origins)}']"));
        var none = Prediction.With(hosting);

        Assert.Equal(string.Join(',', origins), allowed.Settings["SmartTransfer__Cors__Origins"]);
        Assert.Equal(toThePlatform ? origins : [], Platform(allowed));
        Assert.Equal(string.Empty, none.Settings["SmartTransfer__Cors__Origins"]);
        Assert.Empty(Platform(none));
        static IEnumerable<string?> Platform(Prediction made) =>
            made.App.At("properties.siteConfig.cors.allowedOrigins")!.Value.EnumerateArray().Select(origin => origin.GetString());
    }

    [Theory]
    [InlineData("flex", "true")]
    [InlineData("windows", "false")]
    public void Credentials_go_to_the_app_and_to_the_platform_where_that_answers(string plan, string platform)
    {
        var hosting = ("hostingPlan", $"'{plan}'");
        var allowed = Prediction.With(hosting, ("corsAllowedOrigins", "['https://a.example']"), ("corsAllowCredentials", "true"));
        var none = Prediction.With(hosting);

        Assert.Equal("true", allowed.Settings["SmartTransfer__Cors__AllowCredentials"]);
        Assert.Equal("false", none.Settings["SmartTransfer__Cors__AllowCredentials"]);
        Assert.Equal(platform, Platform(allowed));
        Assert.Equal("false", Platform(none));
        static string Platform(Prediction made) => made.App.At("properties.siteConfig.cors.supportCredentials")!.Value.GetRawText();
    }

    [Fact]
    public void The_address_that_clients_reach_goes_to_the_app()
    {
        const string Address = "https://files.example/transfer";
        Assert.Equal(Address, Prediction.With(("publicBaseUrl", $"'{Address}'")).Settings["SmartTransfer__PublicBaseUrl"]);
        Assert.Equal(string.Empty, Prediction.With().Settings["SmartTransfer__PublicBaseUrl"]);
    }

    [Fact]
    public void Roles_are_given_on_the_resources_that_they_are_for() => Assert.Equal(
        [
            "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3 on sthost",
            "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3 on stupload",
            "3913510d-42f4-4e42-8a64-420c390055eb on appi",
            "974c5e8b-45b9-4653-ba55-5f855dd0fb88 on sthost",
            "b7e6dc6d-f1e8-4753-8033-0f276bb0955b on sthost",
            "ba92f5b4-2d11-453d-a403-e96b0029c9fe on stupload",
        ],
        Roles(Prediction.With()));

    [Fact]
    public void Whoever_deploys_gets_one_role_more_and_only_where_the_package_is_uploaded_by_hand()
    {
        var deployer = ("deployerPrincipalId", "'22222222-2222-2222-2222-222222222222'");

        Assert.Equal(6, Roles(Prediction.With(deployer)).Count());
        Assert.Contains("ba92f5b4-2d11-453d-a403-e96b0029c9fe on sthost", Roles(Prediction.With(deployer, ("hostingPlan", "'windows'"))));
    }

    [Fact]
    public void Names_of_accounts_are_names_that_Azure_takes() =>
        Assert.All(
            Prediction.With().Of("Microsoft.Storage/storageAccounts"), account => Assert.Matches(AccountName(), account.Text("name")!));

    [Fact]
    public void Completed_files_are_deleted_after_the_days_that_are_asked_for()
    {
        const string Policies = "Microsoft.Storage/storageAccounts/managementPolicies";
        var rule = Assert.Single(Prediction.With(("deleteCompletedFilesAfterDays", "30")).Of(Policies));

        Assert.Contains("\"daysAfterModificationGreaterThan\":30", Compact(rule), StringComparison.Ordinal);
        Assert.Contains("\"prefixMatch\":[\"uploads/\"]", Compact(rule), StringComparison.Ordinal);
        Assert.Empty(Prediction.With().Of(Policies));
    }

    [Fact]
    public void Alerts_tell_whoever_is_named()
    {
        var told = Prediction.With(("alertEmail", "'ops@example.com'"));
        var group = Assert.Single(told.Of("Microsoft.Insights/actionGroups")).Text("id")!;
        JsonElement[] rules = [.. told.Of("Microsoft.Insights/scheduledQueryRules"), .. told.Of("Microsoft.Insights/metricAlerts")];

        Assert.Equal(4, rules.Length);
        Assert.All(rules, rule => Assert.Contains(group, Compact(rule), StringComparison.Ordinal));
        Assert.Empty(Prediction.With().Of("Microsoft.Insights/actionGroups"));
    }

    [Fact]
    public void Every_account_and_the_app_send_their_metrics_to_the_workspace()
    {
        var flex = Prediction.With();
        var settings = flex.Of("Microsoft.Insights/diagnosticSettings");
        var watched = settings.Select(setting => setting.Text("id")!.Split("/providers/")[^2]).ToArray();

        Assert.Equal(5, watched.Length);
        Assert.Equal(2, watched.Count(scope => scope.EndsWith("/blobServices/default", StringComparison.Ordinal)));
        Assert.Equal(2, watched.Count(scope => scope.EndsWith("/tableServices/default", StringComparison.Ordinal)));
        Assert.Single(watched, scope => scope.StartsWith("Microsoft.Web/sites/", StringComparison.Ordinal));
    }

    // A row is named by its upload's id, which is the right to write to it; a blob by its key, which opens nothing.
    [Theory]
    [InlineData("essential", "blobServices: StorageDelete")]
    [InlineData(
        "all",
        "blobServices: StorageDelete StorageRead StorageWrite",
        "tableServices: StorageDelete StorageRead StorageWrite")]
    public void What_is_deleted_from_tables_is_logged_only_where_every_call_is(string logs, params string[] expected)
    {
        var account = Prediction.With(("diagnosticLogs", $"'{logs}'")).Of("Microsoft.Insights/diagnosticSettings")
            .Where(setting => setting.Text("id")!.Contains("/stupload", StringComparison.Ordinal));

        Assert.Equal(
            expected,
            account.Select(setting => (Service: Service().Match(setting.Text("id")!).Value, Logs: Enabled(setting)))
                .Where(found => found.Logs.Length > 0)
                .Select(found => $"{found.Service}: {found.Logs}")
                .Order(StringComparer.Ordinal));
        static string Enabled(JsonElement setting) => string.Join(
            ' ',
            setting.At("properties.logs")!.Value.EnumerateArray()
                .Where(log => log.GetProperty("enabled").GetBoolean())
                .Select(log => log.Text("category"))
                .Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Roles(Prediction prediction) => prediction.Of("Microsoft.Authorization/roleAssignments")
        .Select(role => (Role: RoleId().Match(role.Text("properties.roleDefinitionId")!), Scope: ScopeName().Match(role.Text("id")!)))
        .Select(found => $"{found.Role.Groups[1].Value} on {found.Scope.Groups[1].Value}")
        .Order(StringComparer.Ordinal);

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("blobServices|tableServices", RegexOptions.None, 1000)]
    private static partial Regex Service();

    [GeneratedRegex(@"\A[a-z0-9]{3,24}\z", RegexOptions.None, 1000)]
    private static partial Regex AccountName();

    [GeneratedRegex(@"/(?:storageAccounts|components)/(sthost|stupload|appi)", RegexOptions.None, 1000)]
    private static partial Regex ScopeName();

    [GeneratedRegex(@"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})[^/]*\z", RegexOptions.None, 1000)]
    private static partial Regex RoleId();
}
