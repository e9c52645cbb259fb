using SmartTransfer.Core.Concatenation;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Concatenation;

public sealed class ConcatenateUploadsTests : ConcatenationTest
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_parts_bytes_in_their_order_are_the_file_whether_storage_copies_or_not(bool storageCopies)
    {
        TheWorld.Storage.CopiesBlocks = storageCopies;
        var id = await StartFinalOfBothAsync(TheWorld);

        Assert.Equal(ConcatenationStep.Completed, await GoOnAsync(id));

        AssertFileIsThere(TheWorld, id, Whole);
        Assert.Equal(Crc64Nvme.Compute(Whole), TheWorld.Session(id).File!.Crc64Nvme);
        Assert.Equal(storageCopies ? 0 : 5, TheWorld.Storage.Calls.Of(StorageOperation.OpenContent));
        Assert.Equal(0, TheWorld.One.Budget.Held);
    }

    [Fact]
    public async Task A_part_may_be_named_twice_and_one_may_be_empty()
    {
        var (head, empty) = (await PartialAsync(TheWorld, Head), await StartPartialAsync(TheWorld, TestFile.OfLength(0)));
        await TheWorld.One.Complete.RunAsync(empty, CompletionRequest.Plain, World.None);
        var id = await StartFinalAsync(TheWorld, head, empty, head);

        Assert.Equal(ConcatenationStep.Completed, await GoOnAsync(id));

        AssertFileIsThere(TheWorld, id, [.. Head.Bytes, .. Head.Bytes]);
    }

    [Fact]
    public async Task Of_empty_parts_the_whole_is_empty()
    {
        var empty = await StartPartialAsync(TheWorld, TestFile.OfLength(0));
        var id = await StartFinalAsync(TheWorld, empty);

        // The part was never completed; all of it is there all the same.
        Assert.Equal(ConcatenationStep.Completed, await GoOnAsync(id));

        AssertFileIsThere(TheWorld, id, []);
    }

    [Fact]
    public async Task It_waits_for_parts_and_knows_its_length_as_soon_as_they_know_theirs()
    {
        var (head, tail) = (await StartPartialAsync(TheWorld, Head), await StartPartialAsync(TheWorld, Tail, deferred: true));
        var id = await StartFinalAsync(TheWorld, head, tail);
        Assert.Equal(ConcatenationStep.Waiting, await GoOnAsync(id));
        Assert.Null(TheWorld.Session(id).LengthBytes);

        await TheWorld.One.Declare.RunAsync(tail, Tail.Bytes.Length, 0, World.None);
        Assert.Equal(ConcatenationStep.Waiting, await GoOnAsync(id));
        Assert.Equal(Whole.Length, TheWorld.Session(id).LengthBytes);

        await TheWorld.One.Append.RunAsync(Tail.Rest(tail, 0), World.None);
        Assert.Equal(ConcatenationStep.Waiting, await GoOnAsync(id));
        await TheWorld.One.Append.RunAsync(Head.Rest(head, 0), World.None);
        Assert.Equal(ConcatenationStep.Completed, await GoOnAsync(id));

        AssertFileIsThere(TheWorld, id, Whole);
    }

    [Fact]
    public async Task A_part_all_of_which_is_there_but_whose_instance_died_before_the_commit_is_completed_on_the_way()
    {
        var head = await StartPartialAsync(TheWorld, Head);
        foreach (var chunk in Head.Chunks(head, 500))
        {
            await TheWorld.One.Stage.RunAsync(chunk, World.None);
        }

        var id = await StartFinalAsync(TheWorld, head);

        Assert.Equal(ConcatenationStep.Completed, await GoOnAsync(id));

        AssertFileIsThere(TheWorld, id, Head.Bytes);
    }

    [Fact]
    public async Task What_is_not_done_in_its_time_is_filed_and_gone_on_with_by_another_instance_which_copies_only_what_is_missing()
    {
        var id = await StartFinalOfBothAsync(TheWorld);
        TheWorld.Sabotage.FailOperation(StorageOperation.CopyBlock, FaultTiming.BeforeEffect, times: 4);
        await Assert.ThrowsAnyAsync<StorageUnavailableException>(() => GoOnAsync(id));
        TheWorld.Sabotage.Heal();
        var copied = TheWorld.Storage.StagedBlocks(id).Count;

        Assert.Equal(ConcatenationStep.Copying, await GoOnAsync(id, TimeSpan.Zero));
        Assert.Contains(TheWorld.Entry(ExpiryHour.Concatenations, id), TheWorld.Storage.ExpiryRows);
        TheWorld.Storage.Calls.Reset();
        Assert.Equal(1, await TheWorld.NewInstance().Continue.RunAsync(World.None));

        AssertFileIsThere(TheWorld, id, Whole);
        Assert.Equal(5 - copied, TheWorld.Storage.Calls.Of(StorageOperation.CopyBlock));
        Assert.DoesNotContain(TheWorld.Storage.ExpiryRows, entry => entry.Id == id);
    }

    [Fact]
    public async Task What_is_filed_to_be_gone_on_with_still_says_among_whose_open_uploads_it_counts()
    {
        var head = await StartPartialAsync(TheWorld, Head);
        var wanted = new NewUpload(
            "whole.bin",
            null,
            null,
            ExpectedDigests.None,
            new Dictionary<string, string>())
        { Parts = [head], Opener = SampleClient.Key(1) };
        var id = (await TheWorld.One.StartFinal.RunAsync(wanted, World.None)).Value.Session.Id;

        // It waits for its part, so it is filed under a later hour.
        await TheWorld.One.Continue.RunAsync(World.None);
        await TheWorld.One.Append.RunAsync(Head.Rest(head, 0), World.None);

        var hasty = TheWorld.NewInstance(concatenation: new ConcatenationOptions { RequestTime = TimeSpan.Zero });
        Assert.Equal(
            "upload-concatenating", (await hasty.Advance.CompleteAsync(id, CompletionRequest.Plain, World.None)).Failure?.Code);

        Assert.Equal(
            SampleClient.Key(1),
            TheWorld.Storage.ExpiryRows.Single(entry => entry.Id == id && entry.Hour == ExpiryHour.Concatenations).Opener);
    }

    [Fact]
    public async Task Where_nothing_is_to_be_gone_on_with_it_costs_one_call()
    {
        await PartialAsync(TheWorld, Head);
        TheWorld.Storage.Calls.Reset();

        Assert.Equal(0, await TheWorld.One.Continue.RunAsync(World.None));

        Assert.Equal("ReadExpiries 1", TheWorld.Storage.Calls.ToString());
    }

    [Fact]
    public async Task Doing_it_again_after_success_is_success()
    {
        var id = await StartFinalOfBothAsync(TheWorld);
        await GoOnAsync(id);

        Assert.Equal(ConcatenationStep.Completed, await GoOnAsync(id, instance: TheWorld.NewInstance()));

        AssertFileIsThere(TheWorld, id, Whole);
    }

    [Fact]
    public async Task Two_instances_at_once_make_one_file()
    {
        var id = await StartFinalOfBothAsync(TheWorld);

        var steps = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => GoOnAsync(id, instance: TheWorld.NewInstance()))));

        Assert.All(steps, step => Assert.Equal(ConcatenationStep.Completed, step));
        AssertFileIsThere(TheWorld, id, Whole);
    }

    [Fact]
    public async Task Calls_to_one_instance_at_once_share_one_run()
    {
        var id = await StartFinalOfBothAsync(TheWorld);
        TheWorld.Storage.Calls.Reset();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => GoOnAsync(id)));

        Assert.Equal(5, TheWorld.Storage.Calls.Of(StorageOperation.CopyBlock));
    }

    [Fact]
    public async Task A_final_upload_takes_no_bytes_by_either_protocol()
    {
        var id = await StartFinalAsync(TheWorld, await StartPartialAsync(TheWorld, Head));

        Assert.Equal("upload-is-final", (await TheWorld.One.Append.RunAsync(Head.Rest(id, 0), World.None)).Failure?.Code);
        Assert.Equal("upload-is-final", (await TheWorld.One.Stage.RunAsync(Head.Chunk(id, 0, 100), World.None)).Failure?.Code);
        Assert.Equal("upload-concatenating", (await TheWorld.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None)).Failure?.Code);
        Assert.Empty(TheWorld.Storage.StagedBlocks(id));
    }

    [Fact]
    public async Task What_has_been_copied_shows_in_its_status()
    {
        TheWorld.Storage.CopiesBlocks = false;
        var id = await StartFinalOfBothAsync(TheWorld);
        TheWorld.Sabotage.FailOperation(StorageOperation.OpenContent, FaultTiming.BeforeEffect, times: 1);
        await Assert.ThrowsAnyAsync<StorageUnavailableException>(() => GoOnAsync(id));

        var status = (await TheWorld.One.Status.RunAsync(id, World.None)).Value;

        Assert.Equal((UploadState.Open, null), (status.Session.State, status.ExpiresAt));
        Assert.Equal(TheWorld.Storage.StagedBlocks(id).Sum(block => block.SizeBytes), status.BytesReceived);
    }

    [Fact]
    public async Task A_cancelled_final_upload_is_gone_on_with_no_more_and_leaves_its_parts_alone()
    {
        var (head, tail) = (await PartialAsync(TheWorld, Head), await PartialAsync(TheWorld, Tail));
        var id = await StartFinalAsync(TheWorld, head, tail);
        await TheWorld.One.Cancel.RunAsync(id, World.None);

        Assert.Equal("upload-cancelled", (await TheWorld.One.Concatenate.RunAsync(id, Ample, World.None)).Failure?.Code);

        Assert.Empty(TheWorld.Storage.StagedBlocks(id));
        AssertFileIsThere(TheWorld, head, Head.Bytes);
        AssertFileIsThere(TheWorld, tail, Tail.Bytes);
    }

    [Fact]
    public async Task Another_final_upload_may_use_the_same_parts()
    {
        var (head, tail) = (await PartialAsync(TheWorld, Head), await PartialAsync(TheWorld, Tail));
        var (one, other) = (await StartFinalAsync(TheWorld, head, tail), await StartFinalAsync(TheWorld, tail, head));

        await GoOnAsync(one);
        await GoOnAsync(other);

        AssertFileIsThere(TheWorld, one, Whole);
        AssertFileIsThere(TheWorld, other, [.. Tail.Bytes, .. Head.Bytes]);
    }

    [Fact]
    public async Task Where_there_is_no_memory_for_a_block_it_is_copied_later()
    {
        TheWorld.Storage.CopiesBlocks = false;
        var id = await StartFinalOfBothAsync(TheWorld);
        var all = TheWorld.One.Options.Admission.MaxBytesInFlight;
        Assert.True(TheWorld.One.Budget.TryTake(default, all));

        Assert.Equal(ConcatenationStep.Stuck, await GoOnAsync(id));
        TheWorld.One.Budget.Give(default, all);
        Assert.Equal(ConcatenationStep.Completed, await GoOnAsync(id));

        AssertFileIsThere(TheWorld, id, Whole);
    }
}
