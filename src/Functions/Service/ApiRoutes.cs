using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Azure.Functions.Worker;

namespace SmartTransfer.Functions.Service;

/// <summary>The paths of the API and the methods that each supports, as the functions' triggers declare them.</summary>
public sealed class ApiRoutes
{
    private static readonly RouteValueDictionary NoDefaults = [];

    private readonly (TemplateMatcher Matcher, string[] Methods)[] _routes =
    [
        .. from type in typeof(ApiRoutes).Assembly.GetExportedTypes()
           from method in type.GetMethods()
           from parameter in method.GetParameters()
           let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
           where trigger is { Route: not UnmatchedFunction.Route, Methods: not null }

           // The matcher knows no constraints, and this one matches nothing but the prefix.
           let route = trigger.Route == HomeFunction.Route ? string.Empty : trigger.Route
           select (new TemplateMatcher(TemplateParser.Parse(route), NoDefaults), trigger.Methods),
    ];

    /// <summary>The methods that a path supports, in upper case; none where the API has no such path.</summary>
    /// <param name="path">The path below the host's route prefix, without a slash at its beginning.</param>
    internal IReadOnlyList<string> MethodsOf(string path)
    {
        var asked = new PathString("/" + path);
        return
        [
            .. _routes.Where(route => route.Matcher.TryMatch(asked, []))
                .SelectMany(route => route.Methods)
                .Select(method => method.ToUpperInvariant())
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
    }
}
