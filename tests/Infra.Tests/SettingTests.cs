using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Azure.Webhooks;
using SmartTransfer.Core.Options;
using SmartTransfer.Functions.Composition;
using SmartTransfer.Infra.Tests.Compiled;

namespace SmartTransfer.Infra.Tests;

public class SettingTests
{
    private const string Prefix = "SmartTransfer__";

    private static readonly IReadOnlyList<string> Common = AppSettings.Common;
    private static readonly IReadOnlyList<string> Windows = AppSettings.Windows;


    [Fact]
    public void Every_setting_of_the_app_is_one_that_the_app_reads()
    {
        var set = Common.Concat(Windows).Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(set);
        Assert.Empty(set.Except(Readable()));
    }

    [Theory]
    [InlineData(nameof(StorageOptions.BlobServiceUri))]
    [InlineData(nameof(StorageOptions.TableServiceUri))]
    [InlineData(nameof(StorageOptions.ManagedIdentityClientId))]
    public void What_the_app_needs_to_reach_storage_by_identity_is_set(string property) =>
        Assert.Contains($"{Prefix}Storage__{property}", Common);

    [Fact]
    public void No_connection_string_of_storage_is_set() =>
        Assert.DoesNotContain($"{Prefix}Storage__{nameof(StorageOptions.ConnectionString)}", Common);

    [Fact]
    public void Every_schedule_that_a_timer_names_is_set()
    {
        var schedules = typeof(SmartTransferServices).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetParameters())
            .Select(parameter => parameter.GetCustomAttribute<TimerTriggerAttribute>()?.Schedule)
            .Where(schedule => schedule?.StartsWith('%') == true)
            .Select(schedule => schedule!.Trim('%'))
            .ToArray();

        Assert.Contains("SweepSchedule", schedules);
        Assert.Empty(schedules.Except(Common));
    }

    [Fact]
    public void The_host_reaches_its_storage_by_identity()
    {
        Assert.Contains("AzureWebJobsStorage__accountName", Common);
        Assert.Contains("AzureWebJobsStorage__clientId", Common);
        Assert.Equal("managedidentity", Prediction.With().Settings["AzureWebJobsStorage__credential"]);
        Assert.DoesNotContain("AzureWebJobsStorage", Common.Concat(Windows));
    }

    [Fact]
    public void Telemetry_is_sent_by_identity()
    {
        Assert.Contains("APPLICATIONINSIGHTS_CONNECTION_STRING", Common);
        Assert.StartsWith(
            "[format('Authorization=AAD;ClientId={0}', reference(",
            Prediction.With().Settings["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"],
            StringComparison.Ordinal);
    }

    // learn.microsoft.com/azure/azure-functions/functions-app-settings, "Flex Consumption plan deprecations".
    [Fact]
    public void On_Flex_the_runtime_stands_in_the_app_and_not_in_its_settings()
    {
        Assert.DoesNotContain(Common, name => name.StartsWith("FUNCTIONS_", StringComparison.Ordinal));
        Assert.DoesNotContain(Common, name => name.StartsWith("WEBSITE", StringComparison.Ordinal));

        var configuration = InfraFiles.App.Resources["app"].Text("properties.functionAppConfig");
        Assert.StartsWith("[if(variables('flex'), ", configuration, StringComparison.Ordinal);
        Assert.EndsWith(", null())]", configuration, StringComparison.Ordinal);
        Assert.Contains(
            $"'runtime', createObject('name', 'dotnet-isolated', 'version', '{Environment.Version.Major}.0')",
            configuration,
            StringComparison.Ordinal);
        Assert.Contains("'perInstanceConcurrency', variables('concurrency')", configuration, StringComparison.Ordinal);
    }

    // The same page, and github.com/microsoft/azure-pipelines-tasks/issues/21032: a deployment with one of these is refused, null or not.
    [Fact]
    public void On_Flex_no_property_is_sent_that_Flex_refuses() => Assert.Equal(
        ["appSettings", "cors", "minTlsVersion"],
        Prediction.With().App.At("properties.siteConfig")!.Value.EnumerateObject()
            .Select(property => property.Name)
            .Order(StringComparer.Ordinal));

    [Fact]
    public void On_Windows_the_runtime_and_the_package_stand_in_the_settings_and_no_content_share_does()
    {
        Assert.Equal(
            [
                "FUNCTIONS_EXTENSION_VERSION", "FUNCTIONS_WORKER_RUNTIME", "WEBSITE_RUN_FROM_PACKAGE",
                "WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID", "WEBSITE_USE_PLACEHOLDER_DOTNETISOLATED",
            ],
            Windows.Order(StringComparer.Ordinal));

        Assert.Equal($"v{Environment.Version.Major}.0", Prediction.OnWindows().App.Text("properties.siteConfig.netFrameworkVersion"));
    }

    [Fact]
    public void Events_are_off_unless_somebody_is_to_be_told_and_then_a_timer_runs_every_minute()
    {
        var off = Prediction.With();
        Assert.Equal("0 0 0 1 1 *", off.Settings["EventsSchedule"]);
        Assert.Empty(off.Settings[$"{Prefix}Events__Queue"]);
        Assert.Empty(off.Of("Microsoft.Storage/storageAccounts/queueServices/queues"));

        var queue = Prediction.With(("eventsQueue", "'happened'"));
        Assert.Equal("15 * * * * *", queue.Settings["EventsSchedule"]);
        Assert.Equal("happened", queue.Settings[$"{Prefix}Events__Queue"]);
        Assert.EndsWith("/happened", Assert.Single(queue.Of("Microsoft.Storage/storageAccounts/queueServices/queues")).Text("name"));

        var webhook = Prediction.With(("webhookUrl", "'https://app.example/hook'"), ("webhookSecret", "'whsec_x'"));
        Assert.Equal("15 * * * * *", webhook.Settings["EventsSchedule"]);
        Assert.Equal("https://app.example/hook", webhook.Settings[$"{Prefix}Webhooks__app__Url"]);
    }

    // A deployment replaces all settings, so one that is made by hand is gone with the next.
    [Theory]
    [InlineData("flex")]
    [InlineData("windows")]
    public void Settings_of_the_operators_own_are_set_with_the_others_and_win(string plan)
    {
        var hosting = ("hostingPlan", $"'{plan}'");
        const string Webhook = $"{Prefix}Webhooks__crm__Url";
        const string Address = "https://crm.example/hook";
        const string Schedule = "EventsSchedule";
        var without = Prediction.With(hosting).Settings;
        var with = Prediction.With(hosting, ("extraSettings", $"{{ {Webhook}: '{Address}', {Schedule}: '15 * * * * *' }}")).Settings;

        Assert.Equal(Address, with[Webhook]);
        Assert.Equal("15 * * * * *", with[Schedule]);
        Assert.Equal(
            without.Where(setting => setting.Key != Schedule).OrderBy(setting => setting.Key, StringComparer.Ordinal),
            with.Where(setting => setting.Key is not (Schedule or Webhook)).OrderBy(setting => setting.Key, StringComparer.Ordinal));
    }

    // Each of these documents settings that no other parameter makes.
    [Theory]
    [InlineData("deploy.md")]
    [InlineData("events.md")]
    [InlineData("operations.md")]
    public void The_pages_that_speak_of_other_settings_say_how_they_stay(string page) => Assert.Contains(
        "extraSettings", File.ReadAllText(Path.Combine(InfraFiles.Root, "docs", page)), StringComparison.Ordinal);

    [Fact]
    public void The_container_and_the_tables_are_those_that_the_app_looks_for()
    {
        var tables = InfraFiles.Main.Variables["uploadTableNames"].EnumerateArray().Select(name => name.GetString());

        var container = new StorageOptions().ContainerName;
        Assert.Equal(container, InfraFiles.Main.Variables["uploadContainerName"].GetString());
        Assert.Equal(container, Prediction.With().Settings[$"{Prefix}Storage__{nameof(StorageOptions.ContainerName)}"]);
        using var clients = new StorageClients(new StorageOptions { ConnectionString = "UseDevelopmentStorage=true" });
        Assert.Equal(
            [
                clients.Uploads.Name, clients.Expiries.Name, clients.Networks.Name, clients.Limits.Name, clients.Claims.Name,
                clients.Events.Name, clients.Lists.Name,
            ],
            tables);
        Assert.DoesNotContain($"{Prefix}Storage__{nameof(StorageOptions.TablePrefix)}", Common);
    }

    // As SettingsReader reads them; webhooks have names of the operator's own.
    private static IEnumerable<string> Readable() => Names().Concat(
        OptionsOf(typeof(WebhookOptions)).Select(option => $"{Prefix}Webhooks__app__{option}"));

    private static IEnumerable<string> Names() =>
        from section in Functions.Composition.Settings.Sections
        from option in OptionsOf(section.Options)
        select section.Name.Length == 0 ? Prefix + option : $"{Prefix}{section.Name}__{option}";

    private static IEnumerable<string> OptionsOf(Type options) =>
        options.GetProperties().Where(option => option.IsDefined(typeof(SettingAttribute))).Select(option => option.Name);
}
