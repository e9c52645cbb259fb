using System.Reflection;
using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Contracts;

namespace SmartTransfer.Azure.Tests.Contracts;

/// <summary>A port without its contract suite, or a suite that does not run on both storages, fails here.</summary>
public sealed class ContractCoverageTests
{
    /// <summary>Ports behind which there is no storage.</summary>
    private static readonly Type[] NoStorage =
        [typeof(IUploadIds), typeof(IBlockGroups), typeof(IEventWriter), typeof(IEventSink), typeof(IStartHook)];

    public static TheoryData<Type> StoragePorts =>
        [.. typeof(ISessionStore).Assembly.GetExportedTypes().Where(
            type => type.IsInterface && type.Namespace == typeof(ISessionStore).Namespace).Except(NoStorage)];

    [Theory]
    [MemberData(nameof(StoragePorts))]
    public void Every_storage_port_has_a_contract_suite_that_runs_in_memory_and_on_Azurite(Type port)
    {
        var suite = Assert.Single(
            typeof(ContractOfAttribute).Assembly.GetExportedTypes(),
            type => type.GetCustomAttribute<ContractOfAttribute>()?.Port == port);
        Assert.Contains(suite.GetMethods(), method => method.GetCustomAttribute<FactAttribute>() is not null);
        var runs = typeof(ContractCoverageTests).Assembly.GetExportedTypes().Where(suite.IsAssignableFrom).Select(type => type.Name);
        Assert.Equal([$"Azurite{port.Name[1..]}Tests", $"InMemory{port.Name[1..]}Tests"], runs.Order());
    }
}
