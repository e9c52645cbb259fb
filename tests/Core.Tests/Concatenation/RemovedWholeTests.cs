using SmartTransfer.Core.Concatenation;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Concatenation;

/// <summary>Whoever removes a file that was put together wants its bytes gone, and the parts hold the same.</summary>
public sealed class RemovedWholeTests : ConcatenationTest
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Its_parts_go_with_it(bool byTermination)
    {
        var (head, tail) = (await PartialAsync(TheWorld, Head), await PartialAsync(TheWorld, Tail));
        var id = await StartFinalAsync(TheWorld, head, tail, head);
        Assert.Equal(ConcatenationStep.Completed, await GoOnAsync(id));

        Assert.Null(byTermination
            ? await TheWorld.One.Terminate.RunAsync(id, removesFile: true, World.None)
            : (await TheWorld.One.Remove.RunAsync(id, World.None)).Failure);

        Assert.Empty(TheWorld.Storage.BlobIds);
        Assert.All(TheWorld.Storage.SessionRows, session => Assert.Equal(UploadState.Removed, session.State));
        await TheWorld.One.Continue.RunAsync(World.None);
        await TheWorld.SweepAllAsync();
        Assert.Equal(0, TheWorld.ThingsStored);
    }

    [Fact]
    public async Task A_part_that_another_final_upload_still_needs_stays()
    {
        var (head, tail) = (await PartialAsync(TheWorld, Head), await StartPartialAsync(TheWorld, Tail));
        var id = await StartFinalAsync(TheWorld, head);
        Assert.Equal(ConcatenationStep.Completed, await GoOnAsync(id));
        var other = await StartFinalAsync(TheWorld, head, tail);

        Assert.Null((await TheWorld.One.Remove.RunAsync(id, World.None)).Failure);

        Assert.Equal(UploadState.Completed, TheWorld.Session(head).State);
        await TheWorld.One.Append.RunAsync(Tail.Rest(tail, 0), World.None);
        Assert.Equal(ConcatenationStep.Completed, await GoOnAsync(other));
        AssertFileIsThere(TheWorld, other, Whole);
    }

    [Fact]
    public async Task What_an_instance_that_died_left_of_the_parts_goes_when_it_is_removed_again()
    {
        var id = await StartFinalOfBothAsync(TheWorld);
        Assert.Equal(ConcatenationStep.Completed, await GoOnAsync(id));
        Assert.Null((await TheWorld.One.RemoveFile.RunAsync(id, World.None)).Failure);
        Assert.NotEmpty(TheWorld.Storage.BlobIds);

        Assert.Null((await TheWorld.One.Remove.RunAsync(id, World.None)).Failure);

        Assert.Empty(TheWorld.Storage.BlobIds);
    }
}
