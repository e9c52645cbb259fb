using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Functions.Composition;
using SmartTransfer.Functions.Service;

namespace SmartTransfer.Functions.Tests.Hosting;

/// <summary>The functions of the app, as their attributes declare them.</summary>
public static class AppFunctions
{
    /// <summary>Those that answer requests.</summary>
    public static IReadOnlyList<(string Name, string Route, IReadOnlyList<string> Verbs, AuthorizationLevel Level)> Http { get; } =
    [
        .. from type in typeof(SmartTransferServices).Assembly.GetTypes()
           from method in type.GetMethods()
           let function = method.GetCustomAttribute<FunctionAttribute>()
           where function is not null
           from parameter in method.GetParameters()
           let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
           where trigger is not null
           select (
               function.Name,
               RouteOf(trigger.Route!),
               (IReadOnlyList<string>)[.. trigger.Methods!.Select(verb => verb.ToUpperInvariant())],
               trigger.AuthLevel),
    ];

    /// <summary>A route as clients see it: that of the prefix alone is empty.</summary>
    public static string RouteOf(string pattern) => pattern == HomeFunction.Route ? string.Empty : pattern;
}
