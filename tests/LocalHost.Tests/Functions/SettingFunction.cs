using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace SmartTransfer.LocalHost.Tests.Functions;

/// <summary>Answers with a setting's value, under the name it is asked for.</summary>
public sealed class SettingFunction(IConfiguration settings)
{
    [Function("Setting")]
    public IResult Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "settings/{name}")] HttpRequest request, string name) =>
        Results.Text(settings[name] ?? $"no {name} for {request.Method}");
}
