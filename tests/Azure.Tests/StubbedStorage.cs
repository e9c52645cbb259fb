using System.Net;
using Azure.Core.Pipeline;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Testing.Azurite;

namespace SmartTransfer.Azure.Tests;

/// <summary>Storage that answers what a test says, for what no emulator does.</summary>
internal sealed class StubbedStorage : HttpMessageHandler
{
    private readonly Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> _answer;
    private int _requests;

    public StubbedStorage(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer)
    {
        _answer = answer;
        var options = new StorageOptions
        {
            ConnectionString =
                $"DefaultEndpointsProtocol=https;AccountName={AzuriteFixture.AccountName};AccountKey={AzuriteFixture.AccountKey};"
                + "EndpointSuffix=storage.invalid",
        };
        Clients = new StorageClients(options, configure: client => client.Transport = new HttpClientTransport(this));
        Provisioner = new StorageProvisioner(Clients);
    }

    public StubbedStorage(Func<HttpRequestMessage, HttpResponseMessage> answer)
        : this((request, _) => Task.FromResult(answer(request)))
    {
    }

    public StorageClients Clients { get; }

    public StorageProvisioner Provisioner { get; }

    /// <summary>Requests save those that create the container and the tables, which always succeed.</summary>
    public int Requests => _requests;

    public static HttpResponseMessage Answer(int status, string? code = null, params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent([]) };
        if (code is not null)
        {
            response.Headers.Add("x-ms-error-code", code);
        }

        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri!.Query.Contains("restype=container", StringComparison.Ordinal) && request.Method == HttpMethod.Put)
        {
            return Answer(201);
        }

        if (request.RequestUri.AbsolutePath == "/Tables")
        {
            return Answer(204);
        }

        Interlocked.Increment(ref _requests);
        return await _answer(request, cancellationToken);
    }
}
