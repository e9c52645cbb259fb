namespace SmartTransfer.EndToEnd;

/// <summary>End-to-end tests that run one after another, on one storage emulator, with hosts that they share.</summary>
[CollectionDefinition(Name)]
public sealed class EndToEndCollection : ICollectionFixture<EndToEndFixture>
{
    public const string Name = "EndToEnd";
}
