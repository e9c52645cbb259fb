using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Tests.Streams;

/// <summary>Files whose length the client does not know when it begins.</summary>
public sealed class DeferredLengthTests : StreamTest
{
    [Fact]
    public async Task A_file_without_a_length_takes_bytes_and_stays_open()
    {
        var id = await StartWithoutLengthAsync();

        var position = await AppendAsync(File.Rest(id, 0));

        Assert.Equal((UploadState.Open, (long?)null, 10_500), (position.Session.State, position.Session.LengthBytes, position.OffsetBytes));
        Assert.Equal(10_500, await OffsetAsync(id));
    }

    [Theory]
    [InlineData(0, 10_500)]
    [InlineData(4_000, 6_500)]
    [InlineData(10_500, 0)]
    public async Task The_length_may_be_declared_with_any_body_and_the_file_is_there_once_all_has_arrived(int before, int after)
    {
        var id = await StartWithoutLengthAsync();
        await AppendAsync(Part(id, 0, before));

        await AppendAsync(Part(id, before, after) with { DeclaredLengthBytes = 10_500 });

        AssertFileIsThere(id);
    }

    [Fact]
    public async Task A_body_that_ends_the_file_on_an_instance_that_has_not_heard_of_the_length_completes_it()
    {
        var id = await StartWithoutLengthAsync();
        var stale = TheWorld.NewInstance();
        await AppendAsync(Part(id, 0, 1_000), stale);
        await AppendAsync(Part(id, 1_000, 1_000) with { DeclaredLengthBytes = 10_500 });
        await stale.Position.RunAsync(id, World.None);

        await AppendAsync(Part(id, 2_000, 8_500), stale);

        AssertFileIsThere(id);
    }

    [Fact]
    public async Task Declaring_the_same_length_again_is_success()
    {
        var id = await StartWithoutLengthAsync();
        await AppendAsync(Part(id, 0, 1_000) with { DeclaredLengthBytes = 10_500 });

        await AppendAsync(Part(id, 1_000, 1_000) with { DeclaredLengthBytes = 10_500 });

        Assert.Equal(10_500, TheWorld.Session(id).LengthBytes);
    }

    [Fact]
    public async Task A_length_does_not_change_once_it_is_known()
    {
        var id = await StartWithoutLengthAsync();
        await AppendAsync(Part(id, 0, 1_000) with { DeclaredLengthBytes = 10_500 });

        Assert.Equal("length-fixed", await RefusalAsync(Part(id, 1_000, 1_000) with { DeclaredLengthBytes = 10_501 }));
        Assert.Equal("length-fixed", await RefusalAsync(Part(await StartAsync(), 0, 1_000) with { DeclaredLengthBytes = 1 }));
        Assert.Equal(1_000, await OffsetAsync(id));
    }

    [Fact]
    public async Task A_body_that_is_longer_than_the_length_that_it_declares_is_refused_and_declares_none()
    {
        var id = await StartWithoutLengthAsync();
        await AppendAsync(Part(id, 0, 1_000));

        Assert.Equal("stream-past-end", await RefusalAsync(Part(id, 1_000, 1_001) with { AnnouncedBytes = 1_001, DeclaredLengthBytes = 2_000 }));
        Assert.Null(TheWorld.Session(id).LengthBytes);
        await AppendAsync(Part(id, 1_000, 9_500) with { DeclaredLengthBytes = 10_500 });

        AssertFileIsThere(id);
    }

    [Theory]
    [InlineData(999L, "length-too-small")]
    [InlineData(-1L, "length-invalid")]
    [InlineData(long.MaxValue, "length-too-large")]
    public async Task A_length_that_cannot_be_is_refused_and_not_kept(long declared, string code)
    {
        var id = await StartWithoutLengthAsync();
        await AppendAsync(Part(id, 0, 1_000));

        Assert.Equal(code, await RefusalAsync(Part(id, 1_000, 1_000) with { DeclaredLengthBytes = declared }));

        Assert.Null(TheWorld.Session(id).LengthBytes);
        Assert.Equal(1_000, await OffsetAsync(id));
    }

    [Fact]
    public async Task Of_two_that_declare_at_once_one_wins_and_the_other_hears_it()
    {
        var id = await StartWithoutLengthAsync();

        var outcomes = await Task.WhenAll(
            TheWorld.One.Declare.RunAsync(id, 1, 0, World.None),
            TheWorld.NewInstance().Declare.RunAsync(id, 2, 0, World.None));

        Assert.Single(outcomes, outcome => outcome.Failure is null);
        Assert.Single(outcomes, outcome => outcome.Failure?.Code == "length-fixed");
    }

    [Fact]
    public async Task The_status_of_a_file_without_a_length_names_its_gaps_and_no_percentage()
    {
        var id = await StartWithoutLengthAsync();
        await TheWorld.One.Stage.RunAsync(File.Chunk(id, 2_000, 1_000), World.None);
        await TheWorld.One.Stage.RunAsync(File.Chunk(id, 0, 1_000), World.None);

        var status = (await TheWorld.One.Status.RunAsync(id, World.None)).Value;

        Assert.Null(status.Percentage);
        Assert.Equal(2_000, status.BytesReceived);
        Assert.Equal([new ByteRange(1_000, 1_000)], status.Missing);
        Assert.Equal(2, status.Chunks.Count);
    }

    [Fact]
    public async Task A_chunk_of_a_file_without_a_length_may_lie_anywhere_up_to_the_longest_file_and_be_of_any_size()
    {
        var id = await StartWithoutLengthAsync();
        const long Most = 274_877_906_944;

        Assert.Null((await TheWorld.One.Stage.RunAsync(File.Chunk(id, 0, 1) with { Offset = Most - 1 }, World.None)).Failure);
        Assert.Equal(
            "chunk-past-end", (await TheWorld.One.Stage.RunAsync(File.Chunk(id, 0, 1) with { Offset = Most }, World.None)).Failure?.Code);
    }

    [Fact]
    public async Task Completing_without_a_length_is_refused_and_with_one_declares_it()
    {
        var id = await StartWithoutLengthAsync();
        await AppendAsync(File.Rest(id, 0));

        Assert.Equal("length-unknown", await CompleteAsync(null));
        Assert.Equal("length-too-small", await CompleteAsync(10_499));
        Assert.Equal("chunks-missing", await CompleteAsync(10_501));
        Assert.Equal("length-too-large", await CompleteAsync(long.MaxValue));
        Assert.Null(TheWorld.Session(id).LengthBytes);
        Assert.Null(await CompleteAsync(10_500));
        Assert.Equal(
            "length-fixed",
            (await TheWorld.One.Complete.RunAsync(
                await StartAsync(), CompletionRequest.Plain with { LengthBytes = 1 }, World.None)).Failure?.Code);
        AssertFileIsThere(id);

        async Task<string?> CompleteAsync(long? length) =>
            (await TheWorld.One.Complete.RunAsync(id, CompletionRequest.Plain with { LengthBytes = length }, World.None)).Failure?.Code;
    }

    [Fact]
    public async Task A_file_without_a_length_expires_like_any_other()
    {
        var id = await StartWithoutLengthAsync();
        await AppendAsync(File.Rest(id, 0));
        Assert.NotEmpty(TheWorld.Storage.StagedBlocks(id));

        await TheWorld.SweepAllAsync();

        Assert.Equal(0, TheWorld.ThingsStored);
    }

    [Fact]
    public async Task A_file_of_unknown_length_is_bounded_by_the_longest_file()
    {
        var world = new World(new ServiceOptions { Limits = new() { MaxFileBytes = 2_000 } });
        var id = (await world.One.Start.RunAsync(File.WantedWithoutLength(), World.None)).Value.Session.Id;

        Assert.Equal("length-too-large", (await world.One.Append.RunAsync(Part(id, 0, 2_001), World.None)).Failure?.Code);
        Assert.Empty(world.Storage.StagedBlocks(id));
        Assert.Equal(2_000, (await world.One.Append.RunAsync(Part(id, 0, 2_000), World.None)).Value.OffsetBytes);
    }
}
