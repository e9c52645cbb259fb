using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.LocalHost.Diagnostics;
using SmartTransfer.LocalHost.Invocation;
using SmartTransfer.LocalHost.Routing;
using SmartTransfer.LocalHost.Timers;

namespace SmartTransfer.LocalHost;

/// <summary>Every function of the app, found by its attributes and sorted by its trigger.</summary>
internal sealed class FunctionCatalogue
{
    private readonly List<HttpFunction> _http = [];
    private readonly List<TimerFunction> _timers = [];

    /// <exception cref="StartupException">Two functions share a name, or one cannot be run here.</exception>
    public FunctionCatalogue(IEnumerable<Type> types, string routePrefix, IConfiguration settings)
    {
        var names = new Dictionary<string, MethodInfo>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, type, method) in FunctionMethods(types))
        {
            if (!names.TryAdd(name, method))
            {
                throw new StartupException($"Two functions are named {name}: {Place(names[name])} and {Place(method)}.");
            }

            Add(new Function(name, type, method), routePrefix, settings);
        }

        RouteConflicts.Refuse(_http);
    }

    public IReadOnlyList<HttpFunction> Http => _http;

    public IReadOnlyList<TimerFunction> Timers => _timers;

    private void Add(Function function, string routePrefix, IConfiguration settings)
    {
        if (Trigger<HttpTriggerAttribute>(function.Method) is { } http)
        {
            _http.Add(HttpFunction.From(function, http, routePrefix));
        }
        else if (Trigger<TimerTriggerAttribute>(function.Method) is { } timer)
        {
            _timers.Add(TimerFunction.From(function, timer, settings));
        }
        else
        {
            throw new StartupException(
                $"Function {function.Name} ({Place(function.Method)}) has neither an HTTP trigger nor a timer trigger; this host runs "
                + "only these two.");
        }
    }

    private static T? Trigger<T>(MethodInfo method)
        where T : Attribute =>
        method.GetParameters().Select(parameter => parameter.GetCustomAttribute<T>()).FirstOrDefault(attribute => attribute is not null);

    private static IEnumerable<(string Name, Type Type, MethodInfo Method)> FunctionMethods(IEnumerable<Type> types) =>
        from type in types
        where type.IsClass && (!type.IsAbstract || type.IsSealed) && !type.ContainsGenericParameters
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
        let attribute = method.GetCustomAttribute<FunctionAttribute>()
        where attribute is not null
        orderby attribute.Name
        select (attribute.Name, type, method);

    private static string Place(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";
}
