namespace SmartTransfer.EndToEnd;

/// <summary>
/// Those of the end-to-end tests that mostly wait, for a link, for a host that is killed, for storage that is down: they run beside the
/// others, with hosts of their own.
/// </summary>
[CollectionDefinition(Name)]
public sealed class FaultsCollection : ICollectionFixture<EndToEndFixture>
{
    public const string Name = "Faults";
}
