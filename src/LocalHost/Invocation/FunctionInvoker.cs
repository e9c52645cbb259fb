using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.LocalHost.Diagnostics;

namespace SmartTransfer.LocalHost.Invocation;

/// <summary>
/// Calls a function's method as the worker does: a new instance per invocation, its constructor fed from the invocation's
/// services. What the worker would leave null or swallow (a parameter or a return value of another kind) is refused at start.
/// </summary>
internal sealed class FunctionInvoker
{
    private readonly MethodInvoker _method;
    private readonly ObjectFactory? _createInstance;
    private readonly Func<FunctionCall, object?>[] _arguments;
    private readonly Func<object?, Task<IResult?>> _outcome;

    public FunctionInvoker(string name, Type type, MethodInfo method)
    {
        _method = MethodInvoker.Create(method);
        _createInstance = method.IsStatic ? null : ActivatorUtilities.CreateFactory(type, Type.EmptyTypes);
        _arguments = [.. method.GetParameters().Select(parameter => Argument(name, parameter))];
        _outcome = FunctionOutcome.Of(name, method.ReturnType);
    }

    /// <summary>The method's result, if it has one. Its exceptions come through as they are.</summary>
    public Task<IResult?> InvokeAsync(FunctionCall call)
    {
        var instance = _createInstance?.Invoke(call.Context.InstanceServices, null);
        var arguments = Array.ConvertAll(_arguments, argument => argument(call));
        return _outcome(_method.Invoke(instance, arguments.AsSpan()));
    }

    private static Func<FunctionCall, object?> Argument(string function, ParameterInfo parameter)
    {
        var name = parameter.Name!;
        return parameter.ParameterType switch
        {
            var type when type == typeof(HttpRequest) => call => call.Request,
            var type when type == typeof(TimerInfo) => call => call.Timer,
            var type when type == typeof(FunctionContext) => call => call.Context,
            var type when type == typeof(CancellationToken) => call => call.Context.CancellationToken,
            var type when type == typeof(string) => call => call.Request?.RouteValues.GetValueOrDefault(name)?.ToString(),
            var type => throw new StartupException(
                $"Function {function}: the parameter {name} is of type {type.Name}, which the worker would leave null or parse in its "
                + "own way. "
                + "Take HttpRequest, TimerInfo, FunctionContext, CancellationToken, or string for a route parameter."),
        };
    }
}
