namespace SmartTransfer.EndToEnd;

/// <summary>All end-to-end tests: one after another, on one storage emulator.</summary>
[CollectionDefinition(Name)]
public sealed class EndToEndCollection : ICollectionFixture<EndToEndFixture>
{
    public const string Name = "EndToEnd";
}
