using Microsoft.Azure.Functions.Worker;

namespace SmartTransfer.LocalHost.Invocation;

/// <summary>The route values of a request; nothing for a timer.</summary>
internal sealed class LocalBindingContext(IReadOnlyDictionary<string, object?> bindingData) : BindingContext
{
    public override IReadOnlyDictionary<string, object?> BindingData { get; } = bindingData;
}
