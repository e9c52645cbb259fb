using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace SmartTransfer.LocalHost.Tests.Functions;

/// <summary>Functions of one route and several verbs, with route parameters.</summary>
public sealed class EchoFunctions
{
    [Function("EchoBody")]
    public IResult Body([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "echo")] HttpRequest request) =>
        Results.Stream(request.Body);

    [Function("EchoNothing")]
    public IResult Nothing([HttpTrigger(AuthorizationLevel.Anonymous, "get", "options", Route = "echo")] HttpRequest request) =>
        Results.Text(request.Method);

    [Function("EchoNumber")]
    public Task<IResult> Number(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "echo/{number:long}")] HttpRequest request, string number) =>
        Task.FromResult(Results.Text($"{number} by {request.Method}"));

    [Function("EchoName")]
    public static IResult Name(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "get", Route = "names/{name}/{suffix?}")] HttpRequest request, string name, string? suffix) =>
        Results.Text($"{name} and {suffix ?? "nothing"} by {request.Method}");

    [Function("EchoAnyVerb")]
    public void AnyVerb([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Assert.NotNull(request);
}
