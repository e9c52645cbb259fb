using System.Net;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Service;

/// <summary>How the API's document is served; what is in it, <see cref="OpenApi.OpenApiFileTests"/> holds.</summary>
public sealed class OpenApiTests(SharedHost shared) : IClassFixture<SharedHost>
{
    [Fact]
    public async Task The_document_is_served_as_JSON_of_OpenAPI_3_1()
    {
        var reply = await GetAsync();
        Assert.Equal("application/json", reply.MediaType);
        Assert.StartsWith("3.1.", reply.Json.Text("openapi"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_is_where_the_document_came_from()
    {
        var reply = await GetAsync();
        Assert.Equal("/api", reply.Json.GetProperty("servers")[0].Text("url"));
        Assert.DoesNotContain("{server}", reply.Text, StringComparison.Ordinal);
    }

    private async Task<Reply> GetAsync() =>
        (await Reply.ToAsync(shared.Host.Client, HttpMethod.Get, "api/openapi.json")).Is(HttpStatusCode.OK);
}
