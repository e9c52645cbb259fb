using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace SmartTransfer.LocalHost.Tests.Functions;

/// <summary>One function per level of authorization.</summary>
public sealed class KeyedFunctions
{
    [Function("Open")]
    public IResult Open([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => Results.Text(request.Method);

    [Function("Keyed")]
    public IResult Keyed([HttpTrigger(AuthorizationLevel.Function, "get")] HttpRequest request) => Results.Text(request.Method);

    [Function("Master")]
    public IResult Master([HttpTrigger(AuthorizationLevel.Admin, "get")] HttpRequest request) => Results.Text(request.Method);
}
