using System.Net;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace SmartTransfer.Standins.Tests.Tables;

/// <summary>What is sent, seen from below the pipeline.</summary>
public sealed class PipelineTests
{
    private const string ConnectionString = "AccountName=a;AccountKey=a2V5;EndpointSuffix=core.windows.net";
    private static readonly Uri Endpoint = new("https://account.table.core.windows.net");

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 3)]
    public async Task A_busy_service_is_asked_as_often_as_the_retry_options_say(int maxRetries, int requests)
    {
        using var wire = new Wire(HttpStatusCode.ServiceUnavailable);
        var table = new TableClient(ConnectionString, "things", wire.Options(maxRetries));

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "r")));

        Assert.Equal((503, requests), (failure.Status, wire.Requests.Count));
    }

    [Fact]
    public async Task Each_attempt_carries_the_signature_once()
    {
        using var wire = new Wire(HttpStatusCode.ServiceUnavailable);
        var service = new TableServiceClient(Endpoint, new AzureSasCredential("?sv=1&sig=x"), wire.Options(maxRetries: 1));
        var table = service.GetTableClient("things");

        await Assert.ThrowsAsync<RequestFailedException>(() => table.GetEntityAsync<TableEntity>("p", "r", ["A", "B"]));

        Assert.Equal(2, wire.Requests.Count);
        Assert.All(wire.Requests, request => Assert.Equal("?$select=A%2CB&sv=1&sig=x", request.RequestUri!.Query));
    }

    [Fact]
    public async Task A_token_is_asked_for_the_storage_scope_and_sent()
    {
        using var wire = new Wire(HttpStatusCode.NotFound);
        var credential = new FixedToken();
        var table = new TableClient(Endpoint, "things", credential, wire.Options(maxRetries: 0));

        await table.GetEntityIfExistsAsync<TableEntity>("p", "r");

        Assert.Equal(["https://storage.azure.com/.default"], credential.Scopes);
        Assert.Equal("Bearer token", Assert.Single(wire.Requests).Headers.Authorization!.ToString());
    }

    [Fact]
    public async Task A_request_names_the_protocol_version_and_wants_minimal_metadata()
    {
        using var wire = new Wire(HttpStatusCode.NotFound);
        var table = new TableClient(ConnectionString, "things", wire.Options(maxRetries: 0));

        await table.DeleteEntityAsync("o'clock", "r/");

        var request = Assert.Single(wire.Requests);
        Assert.Equal("https://a.table.core.windows.net/things(PartitionKey='o%27%27clock',RowKey='r%2F')", request.RequestUri!.AbsoluteUri);
        Assert.Equal("2020-12-06", Assert.Single(request.Headers.GetValues("x-ms-version")));
        Assert.Equal("*", request.Headers.IfMatch.ToString());
        Assert.Contains("odata=minimalmetadata", request.Headers.Accept.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_not_the_services_own_still_becomes_an_exception()
    {
        using var wire = new Wire(HttpStatusCode.BadGateway, "<html>");
        var table = new TableClient(ConnectionString, "things", wire.Options(maxRetries: 0));

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.CreateIfNotExistsAsync());

        Assert.Equal((502, (string?)null), (failure.Status, failure.ErrorCode));
    }

    [Fact]
    public async Task An_empty_page_with_a_continuation_is_not_the_last()
    {
        using var wire = new Wire(request => request.RequestUri!.Query.Length == 0
            ? new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent("""{"value":[]}"""),
                Headers = { { "x-ms-continuation-NextPartitionKey", "1!4!cA--" }, { "x-ms-continuation-NextRowKey", "1!4!cg==" } },
            }
            : new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("""{"value":[{"RowKey":"r"}]}""") });
        var table = new TableClient(ConnectionString, "things", wire.Options(maxRetries: 0));

        var pages = await table.QueryAsync<TableEntity>().AsPages().ToListAsync();

        Assert.Equal([0, 1], pages.Select(page => page.Values.Count));
        Assert.Equal("?NextPartitionKey=1%214%21cA--&NextRowKey=1%214%21cg%3D%3D", wire.Requests[1].RequestUri!.Query);
    }

    /// <summary>Answers every request and keeps it.</summary>
    private sealed class Wire(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        public Wire(HttpStatusCode status, string body = "")
            : this(_ => new HttpResponseMessage(status) { Content = new StringContent(body) })
        {
        }

        public List<HttpRequestMessage> Requests { get; } = [];

        public TableClientOptions Options(int maxRetries) => new()
        {
            Transport = new HttpClientTransport(this),
            Retry = { MaxRetries = maxRetries, Delay = TimeSpan.Zero, MaxDelay = TimeSpan.Zero },
        };

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            // The transport disposes its request; this copy outlives it.
            var copy = new HttpRequestMessage(request.Method, request.RequestUri);
            foreach (var (name, values) in request.Headers)
            {
                copy.Headers.TryAddWithoutValidation(name, values);
            }

            Requests.Add(copy);
            return Task.FromResult(answer(request));
        }
    }

    private sealed class FixedToken : TokenCredential
    {
        public string[] Scopes { get; private set; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes = requestContext.Scopes;
            return new AccessToken("token", DateTimeOffset.MaxValue);
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}
