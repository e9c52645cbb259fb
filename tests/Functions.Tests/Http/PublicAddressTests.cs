using System.Net;
using System.Text.Json;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Functions.Tests.Resumable;
using SmartTransfer.Functions.Tests.Tus;

namespace SmartTransfer.Functions.Tests.Http;

/// <summary>Behind a proxy that clients reach under another name and path than the app.</summary>
public sealed class PublicAddressTests
{
    private const string Public = "https://files.example/transfer";

    [Theory]
    [InlineData(Public)]
    [InlineData(Public + "/")]
    public async Task Location_is_the_address_that_clients_reach(string setting)
    {
        await using var host = await ApiHost.StartAsync($"--SmartTransfer:PublicBaseUrl={setting}");
        var native = await Reply.ToAsync(host.Client, HttpMethod.Post, "api/uploads", Bodies.Json(new { fileName = "a", length = 1 }));
        var tus = await TusUpload.PostAsync(host, null, ("Upload-Length", "1"));
        var resumable = await ResumableUpload.PostAsync(host, null, ("Upload-Complete", "?0"));
        Assert.Matches($"^{Public}/uploads/[A-Za-z0-9_-]{{22}}$", native.Is(HttpStatusCode.Created).Header("Location"));
        Assert.Matches($"^{Public}/tus/[A-Za-z0-9_-]{{22}}$", tus.Is(HttpStatusCode.Created).Header("Location"));
        Assert.Matches($"^{Public}/resumable/[A-Za-z0-9_-]{{22}}$", resumable.Is(HttpStatusCode.Created).Header("Location"));
    }

    [Fact]
    public async Task The_final_answer_names_it_too()
    {
        await using var host = await ApiHost.StartAsync($"--SmartTransfer:PublicBaseUrl={Public}");
        var created = await ResumableUpload.PostAsync(host, null, ("Upload-Complete", "?0"));
        var id = created.Header("Location")!.Split('/')[^1];
        var last = await Reply.ToAsync(
            host.Client,
            HttpMethod.Patch,
            $"api/resumable/{id}",
            Bodies.Sized([1]),
            ("Upload-Complete", "?1"),
            ("Upload-Offset", "0"),
            ("Content-Type", ResumableUpload.PartialUpload));
        Assert.Equal($"{Public}/resumable/{id}", last.Is(HttpStatusCode.OK).Header("Location"));
    }

    [Fact]
    public async Task A_final_upload_takes_the_addresses_that_its_parts_were_given()
    {
        await using var host = await ApiHost.StartAsync($"--SmartTransfer:PublicBaseUrl={Public}");
        var part = await TusUpload.PostAsync(host, null, ("Upload-Length", "0"), ("Upload-Concat", "partial"));
        var final = await TusUpload.PostAsync(host, null, ("Upload-Concat", $"final;{part.Header("Location")}"));
        Assert.StartsWith($"{Public}/tus/", final.Is(HttpStatusCode.Created).Header("Location"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_the_documents_and_the_way_there_are_below_it()
    {
        await using var host = await ApiHost.StartAsync($"--SmartTransfer:PublicBaseUrl={Public}");
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address };
        Assert.Equal($"{Public}/ui", (await Reply.ToAsync(client, HttpMethod.Get, "api")).Is(HttpStatusCode.Found).Header("Location"));

        // By path: a page loads what is of its own origin alone.
        Assert.Contains("/transfer/ui/", (await Reply.ToAsync(client, HttpMethod.Get, "api/ui")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/api/ui/", (await Reply.ToAsync(client, HttpMethod.Get, "api/ui")).Text, StringComparison.Ordinal);
        Assert.Contains("/transfer/docs/", (await Reply.ToAsync(client, HttpMethod.Get, "api/docs")).Text, StringComparison.Ordinal);
        using var document = JsonDocument.Parse((await Reply.ToAsync(client, HttpMethod.Get, "api/openapi.json")).Text);
        Assert.Equal(Public, document.RootElement.GetProperty("servers")[0].GetProperty("url").GetString());
    }

    [Theory]
    [InlineData("files.example")]
    [InlineData("ftp://files.example")]
    [InlineData("https://files.example/?a=b")]
    [InlineData("https://me@files.example/")]
    [InlineData("https://files.example/#top")]
    public async Task What_is_no_address_of_an_API_stops_the_start(string setting)
    {
        var fault = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(
            () => ApiHost.StartAsync($"--SmartTransfer:PublicBaseUrl={setting}"));
        Assert.Contains(fault.Failures, failure => failure.StartsWith("SmartTransfer:PublicBaseUrl is ", StringComparison.Ordinal));
    }
}
