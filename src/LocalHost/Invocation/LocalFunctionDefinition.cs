using System.Collections.Immutable;
using Microsoft.Azure.Functions.Worker;

namespace SmartTransfer.LocalHost.Invocation;

/// <summary>A function's definition as far as reflection tells it; it lists no bindings.</summary>
internal sealed class LocalFunctionDefinition(Function function) : FunctionDefinition
{
    public override ImmutableArray<FunctionParameter> Parameters =>
        [.. function.Method.GetParameters().Select(parameter => new FunctionParameter(parameter.Name!, parameter.ParameterType))];

    public override string PathToAssembly => function.Type.Assembly.Location;

    public override string EntryPoint => $"{function.Type.FullName}.{function.Method.Name}";

    public override string Id => function.Name;

    public override string Name => function.Name;

    public override IImmutableDictionary<string, BindingMetadata> InputBindings => ImmutableDictionary<string, BindingMetadata>.Empty;

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings => ImmutableDictionary<string, BindingMetadata>.Empty;
}
