using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Functions.Composition;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Deployment;

/// <summary>What is deployed is what the code says.</summary>
public sealed class WorkerOutputTests
{
    [Fact]
    public void The_host_is_told_of_every_function_with_its_level_verbs_route_and_schedule() =>
        Assert.Equal(
            Declared().Order(StringComparer.Ordinal),
            WorkerOutput.ReadJson("functions.metadata").EnumerateArray().Select(Told).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_function_that_answers_requests_gives_its_answer_back()
    {
        var http = WorkerOutput.ReadJson("functions.metadata").EnumerateArray().Where(
            function => Trigger(function).GetProperty("type").GetString() == "httpTrigger").ToArray();

        Assert.Equal(AppFunctions.Http.Count, http.Length);
        Assert.All(http, function => Assert.Single(function.GetProperty("bindings").EnumerateArray(), binding =>
            binding.GetProperty("type").GetString() == "http"
                && binding.GetProperty("name").GetString() == "$return"
                && binding.GetProperty("direction").GetString() == "Out"));
    }

    [Fact]
    public void The_host_finds_the_worker_its_extensions_and_its_own_file()
    {
        var worker = WorkerOutput.ReadJson("worker.config.json").GetProperty("description");
        Assert.Equal("dotnet-isolated", worker.GetProperty("language").GetString());
        Assert.True(File.Exists(Path.Combine(WorkerOutput.Folder, worker.GetProperty("defaultWorkerPath").GetString()!)));

        var extensions = WorkerOutput.ReadJson("extensions.json").GetProperty("extensions").EnumerateArray().ToArray();
        Assert.NotEmpty(extensions);
        Assert.All(
            extensions,
            extension => Assert.True(File.Exists(Path.Combine(WorkerOutput.Folder, extension.GetProperty("hintPath").GetString()!))));
        Assert.True(File.Exists(Path.Combine(WorkerOutput.Folder, ".azurefunctions", "function.deps.json")));
        Assert.Equal(Repository.Read("host.json"), WorkerOutput.Read("host.json"));
    }

    // HTTP and timers belong to the host itself. An extension besides would be one that nobody asked for.
    [Fact]
    public void No_extension_is_needed_but_the_one_that_loads_the_list_of_functions() => Assert.Equal(
        ["Microsoft.Azure.WebJobs.Extensions.FunctionMetadataLoader"],
        WorkerOutput.ReadJson("extensions.json").GetProperty("extensions").EnumerateArray()
            .Select(extension => extension.GetProperty("typeName").GetString()!.Split(',')[1].Trim()));

    [Fact]
    public async Task Without_a_host_the_worker_says_who_starts_it()
    {
        var (exitCode, error) = await WorkerOutput.RunAsync(("SmartTransfer__Storage__ConnectionString", "UseDevelopmentStorage=true"));

        Assert.Equal(1, exitCode);
        Assert.StartsWith("Error: The Functions host starts this worker; it does not run by itself.", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    // The Functions host makes an error in its log of a line on standard error that has that word, and information of others.
    [Fact]
    public async Task With_settings_that_cannot_be_used_the_worker_says_which_as_an_error()
    {
        var (exitCode, error) = await WorkerOutput.RunAsync(("SmartTransfer__Limits__MaxChunkBytes", "1024"));

        Assert.Equal(1, exitCode);
        Assert.Equal(
            ["Error: SmartTransfer:Limits:MaxChunkBytes is 1024 (bytes); it must be from 65536 to 104857600 (bytes)."],
            error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    private static IEnumerable<string> Declared() =>
        from type in typeof(SmartTransferServices).Assembly.GetTypes()
        from method in type.GetMethods()
        let function = method.GetCustomAttribute<FunctionAttribute>()
        where function is not null
        let parameter = method.GetParameters().Single(
            parameter => parameter.GetCustomAttributes().Any(attribute => attribute is HttpTriggerAttribute or TimerTriggerAttribute))
        let entry = $"{function.Name} {type.FullName}.{method.Name} {parameter.Name}"
        select parameter.GetCustomAttribute<HttpTriggerAttribute>() is { } http
            ? $"{entry}: {http.AuthLevel} {string.Join(',', http.Methods!)} {http.Route}"
            : $"{entry}: {parameter.GetCustomAttribute<TimerTriggerAttribute>()!.Schedule}";

    private static string Told(JsonElement function)
    {
        var trigger = Trigger(function);
        Assert.Equal("SmartTransfer.Functions.dll", function.GetProperty("scriptFile").GetString());
        Assert.Equal("dotnet-isolated", function.GetProperty("language").GetString());
        var entry =
            $"{function.GetProperty("name").GetString()} {function.GetProperty("entryPoint").GetString()} "
            + $"{trigger.GetProperty("name").GetString()}";
        if (trigger.GetProperty("type").GetString() == "httpTrigger")
        {
            var verbs = string.Join(',', trigger.GetProperty("methods").EnumerateArray().Select(verb => verb.GetString()));
            return $"{entry}: {trigger.GetProperty("authLevel").GetString()} {verbs} {trigger.GetProperty("route").GetString()}";
        }

        return $"{entry}: {trigger.GetProperty("schedule").GetString()}";
    }

    private static JsonElement Trigger(JsonElement function) =>
        function.GetProperty("bindings").EnumerateArray().Single(
            binding => binding.GetProperty("type").GetString()!.EndsWith("Trigger", StringComparison.Ordinal));
}
