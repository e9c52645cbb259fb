using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.LocalHost.Diagnostics;
using SmartTransfer.LocalHost.Invocation;

namespace SmartTransfer.LocalHost.Routing;

/// <summary>A function that answers requests: where, to which verbs (none means all), and to whom.</summary>
internal sealed record HttpFunction(Function Function, RoutePattern Pattern, IReadOnlyList<string> Verbs, AuthorizationLevel Level)
{
    public string Name => Function.Name;

    public static HttpFunction From(Function function, HttpTriggerAttribute trigger, string routePrefix)
    {
        var route = string.IsNullOrEmpty(trigger.Route) ? function.Name : trigger.Route;
        var template = routePrefix.Length == 0 ? route : $"{routePrefix}/{route}";
        try
        {
            return new HttpFunction(
                function,
                RoutePatternFactory.Parse(template),
                [.. (trigger.Methods ?? []).Select(verb => verb.ToUpperInvariant())],
                trigger.AuthLevel);
        }
        catch (RoutePatternException fault)
        {
            throw new StartupException($"Function {function.Name}: the route '{template}' cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>Whether it is called for a request of this verb. Names of verbs have one spelling (RFC 9110, section 9.1).</summary>
    public bool Answers(string verb) => Verbs.Count == 0 || Verbs.Contains(verb, StringComparer.Ordinal);
}
