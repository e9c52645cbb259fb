using SmartTransfer.Core.Ports;

namespace SmartTransfer.Testing.Contracts;

/// <summary>What <see cref="IStorageProbe"/> promises.</summary>
[ContractOf(typeof(IStorageProbe))]
public abstract class StorageProbeContract : StorageContract
{
    [Fact]
    public async Task Services_that_answer_are_named_without_a_complaint()
    {
        var answers = await Storage.Probe.ProbeAsync(None);
        Assert.Equal(["blobs", "tables"], answers.Keys.Order());
        Assert.All(answers.Values, Assert.Null);
    }
}
