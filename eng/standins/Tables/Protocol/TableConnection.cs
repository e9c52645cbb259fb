using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Data.Tables.Protocol;

/// <summary>An account's endpoint and the pipeline that leads there.</summary>
internal sealed class TableConnection
{
    private readonly HttpPipeline _pipeline;
    private readonly string _root;

    /// <param name="endpoint">The account's endpoint; its query is ignored.</param>
    /// <param name="authentication">The policy that authorizes each attempt; null for none.</param>
    /// <param name="options">The client's options; null for the defaults.</param>
    public TableConnection(Uri endpoint, HttpPipelinePolicy? authentication, TableClientOptions? options)
    {
        options ??= new TableClientOptions();
        var pipelineOptions = new HttpPipelineOptions(options) { RequestFailedDetailsParser = TableErrorParser.Instance };
        if (authentication is not null)
        {
            pipelineOptions.PerRetryPolicies.Add(authentication);
        }

        _pipeline = HttpPipelineBuilder.Build(pipelineOptions);
        _root = endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/');
        Version = options.Version;
        Endpoint = new Uri(_root + "/");
    }

    /// <summary>The account's endpoint, with a slash at its end and without a query.</summary>
    public Uri Endpoint { get; }

    /// <summary>The value of x-ms-version.</summary>
    public string Version { get; }

    /// <summary>The absolute address of an operation.</summary>
    public Uri AddressOf(TableRequest request) => new($"{_root}/{request.Path}{request.QueryString}");

    /// <summary>Sends one operation. Errors are <see cref="RequestFailedException"/>, save the status <paramref name="accept"/>.</summary>
    public async Task<Response> SendAsync(TableRequest request, CancellationToken cancellationToken, int? accept = null)
    {
        using var message = CreateMessage(request.Method, AddressOf(request), accept);
        foreach (var (name, value) in request.Headers(Version))
        {
            message.Request.Headers.SetValue(name, value);
        }

        if (request.Body is not null)
        {
            message.Request.Content = RequestContent.Create(request.Body);
        }

        return await SendAsync(message, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends the body of a transaction.</summary>
    public async Task<Response> SendBatchAsync(BinaryData body, string contentType, CancellationToken cancellationToken)
    {
        using var message = CreateMessage(RequestMethod.Post, new Uri($"{_root}/$batch"), accept: null);
        var headers = message.Request.Headers;
        headers.SetValue("x-ms-version", Version);
        headers.SetValue("DataServiceVersion", "3.0");
        headers.SetValue("Accept", "application/json");
        headers.SetValue("Content-Type", contentType);
        message.Request.Content = RequestContent.Create(body);
        return await SendAsync(message, cancellationToken).ConfigureAwait(false);
    }

    private HttpMessage CreateMessage(RequestMethod method, Uri address, int? accept)
    {
        var message = _pipeline.CreateMessage();
        message.ResponseClassifier = new AcceptingClassifier(accept);
        message.Request.Method = method;
        message.Request.Uri.Reset(address);
        return message;
    }

    private async Task<Response> SendAsync(HttpMessage message, CancellationToken cancellationToken)
    {
        await _pipeline.SendAsync(message, cancellationToken).ConfigureAwait(false);
        return message.Response.IsError ? throw new RequestFailedException(message.Response) : message.Response;
    }

    private sealed class AcceptingClassifier(int? accept) : ResponseClassifier
    {
        public override bool IsErrorResponse(HttpMessage message) =>
            message.Response.Status != accept && base.IsErrorResponse(message);
    }
}
