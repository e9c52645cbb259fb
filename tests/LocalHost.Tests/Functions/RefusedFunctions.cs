using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace SmartTransfer.LocalHost.Tests.Functions;

// Functions that stop the start. They are internal, so that hosting this whole assembly passes over them.
#pragma warning disable CA1812 // Instantiated, if at all, by the host.

internal sealed class SameRoute
{
    [Function("First")]
    public void First([HttpTrigger(AuthorizationLevel.Anonymous, "get", "put", Route = "things/{id}")] HttpRequest request)
    {
    }

    [Function("Second")]
    public void Second([HttpTrigger(AuthorizationLevel.Anonymous, "PUT", Route = "Things/{name}")] HttpRequest request)
    {
    }
}

internal sealed class SameName
{
    [Function("Twice")]
    public void First([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request)
    {
    }

    [Function("twice")]
    public void Second([HttpTrigger(AuthorizationLevel.Anonymous, "put")] HttpRequest request)
    {
    }
}

internal sealed class UnknownConstraint
{
    [Function("Odd")]
    public void Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "odd/{id:uneven}")] HttpRequest request)
    {
    }
}

internal sealed class BrokenRoute
{
    [Function("Broken")]
    public void Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "odd/{id")] HttpRequest request)
    {
    }
}

internal sealed class NoTrigger
{
    [Function("Idle")]
    public void Run()
    {
    }
}

internal sealed class ForeignParameter
{
    [Function("Foreign")]
    public void Run([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, HttpContext context)
    {
    }
}

internal sealed class ForeignReturnValue
{
    [Function("Plain")]
    public Task<string> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => Task.FromResult(request.Method);
}

internal sealed class MissingSchedule
{
    [Function("Unset")]
    public void Run([TimerTrigger("%SWEEP_SCHEDULE%")] TimerInfo timer)
    {
    }
}

internal sealed class BrokenSchedule
{
    [Function("Never")]
    public void Run([TimerTrigger("every now and then")] TimerInfo timer)
    {
    }
}
