namespace SmartTransfer.Testing.Contracts;

/// <summary>Says which port a contract suite holds its implementations to.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ContractOfAttribute(Type port) : Attribute
{
    public Type Port { get; } = port;
}
