using Microsoft.AspNetCore.Routing.Patterns;
using SmartTransfer.LocalHost.Diagnostics;

namespace SmartTransfer.LocalHost.Routing;

/// <summary>Maps the HTTP functions to endpoints.</summary>
internal static class FunctionEndpoints
{
    public static void Map(WebApplication app, IReadOnlyList<HttpFunction> functions)
    {
        var constraints = app.Services.GetRequiredService<ParameterPolicyFactory>();
        var endpoints = new List<Endpoint>();
        foreach (var function in functions)
        {
            CheckConstraints(function, constraints);
            var call = ActivatorUtilities.CreateInstance<HttpCall>(app.Services, function);
            var endpoint = new RouteEndpointBuilder(call.RunAsync, function.Pattern, order: 0) { DisplayName = function.Name };
            endpoint.Metadata.Add(new Verbs(function));
            endpoints.Add(endpoint.Build());
        }

        ((IEndpointRouteBuilder)app).DataSources.Add(new DefaultEndpointDataSource(endpoints));
    }

    // Routing itself would find out at the first request.
    private static void CheckConstraints(HttpFunction function, ParameterPolicyFactory constraints)
    {
        foreach (var (name, policies) in function.Pattern.ParameterPolicies)
        {
            foreach (var policy in policies)
            {
                try
                {
                    _ = constraints.Create(function.Pattern.GetParameter(name), policy);
                }
                catch (Exception fault) when (fault is InvalidOperationException or RouteCreationException)
                {
                    throw new StartupException(
                        $"Function {function.Name}: the constraint '{policy.Content}' in the route '{function.Pattern.RawText}' "
                        + "cannot be used: "
                        + fault.Message,
                        fault);
                }
            }
        }
    }
}
