using System.Reflection;

namespace SmartTransfer.LocalHost.Invocation;

/// <summary>A method that carries <c>[Function]</c>, whatever triggers it.</summary>
internal sealed record Function(string Name, Type Type, MethodInfo Method)
{
    public FunctionInvoker Invoker { get; } = new(Name, Type, Method);
}
