namespace Microsoft.Azure.Functions.Worker;

/// <summary>Whether a binding brings something to a function or takes something from it.</summary>
public enum BindingDirection
{
    In,
    Out,
}
