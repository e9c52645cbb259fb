using SmartTransfer.Testing.Azurite;

namespace SmartTransfer.Standins.Tests.Tables;

/// <summary>The tests that share one Azurite.</summary>
[CollectionDefinition(Name)]
public sealed class AzuriteCollection : ICollectionFixture<AzuriteFixture>
{
    public const string Name = "Azurite";
}
