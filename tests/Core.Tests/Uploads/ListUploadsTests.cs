using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Uploads;

public class ListUploadsTests
{
    private static readonly TestFile File = TestFile.OfLength(400);
    private static readonly OwnerKey Alice = OwnerKey.Of("https://issuer", "alice");

    private readonly World _world = new();

    [Fact]
    public async Task Whoever_owns_uploads_sees_them_as_they_stand_the_latest_first()
    {
        var completed = await StartAsync("done", Alice);
        await StageAsync(completed);
        await _world.One.Complete.RunAsync(completed, CompletionRequest.Plain, World.None);
        var cancelled = await StartAsync("given up", Alice);
        await _world.One.Cancel.RunAsync(cancelled, World.None);
        await StartAsync("another's", OwnerKey.Of("https://issuer", "bob"));
        var open = await StartAsync("open", Alice);

        var page = await ListAsync(new ListQuery(Alice, 10));

        Assert.Equal(
            [(open, UploadState.Open), (cancelled, UploadState.Cancelled), (completed, UploadState.Completed)],
            page.Uploads.Select(one => (one.Upload.Id, one.Upload.State)));
        Assert.Equal([_world.Clock.GetUtcNow().AddHours(24), null, null], page.Uploads.Select(one => one.ExpiresAt));
        Assert.Equal(4, (await ListAsync(new ListQuery(null, 10))).Uploads.Count);
    }

    [Fact]
    public async Task What_a_page_costs_follows_from_the_page_and_not_from_twenty_thousand_uploads()
    {
        var before = await CallsOfAPageAsync();
        var at = _world.Clock.GetUtcNow();
        for (var n = 0; n < 20_000; n++)
        {
            await _world.Storage.Lists.NoteAsync(
                ListedUpload.Of(SampleSession.Open(new SequentialUploadIds((ulong)n).Next(), 7) with
                {
                    Owner = Alice,
                    State = UploadState.Completed,
                    CreatedAt = at.AddSeconds(n),
                    ClosedAt = at.AddSeconds(n + 1),
                }),
                World.None);
        }

        Assert.Equal(before, await CallsOfAPageAsync());
        Assert.Equal(1, before);

        // Of an upload that is listed as open its session is read besides.
        _world.Clock.Advance(TimeSpan.FromDays(1));
        await StartAsync("open", Alice);
        Assert.Equal(2, await CallsOfAPageAsync());

        async Task<int> CallsOfAPageAsync()
        {
            _world.Storage.Calls.Reset();
            await ListAsync(new ListQuery(Alice, 50));
            return _world.Storage.Calls.Total;
        }
    }

    [Fact]
    public async Task What_has_expired_is_found_as_that_before_the_sweep_comes_and_not_as_open()
    {
        var expired = await StartAsync("old", Alice);
        _world.Clock.Advance(TimeSpan.FromHours(25));
        var open = await StartAsync("new", Alice);

        async Task<IEnumerable<UploadId>> FoundAsync(UploadState state) =>
            (await ListAsync(new ListQuery(Alice, 10) { State = state })).Uploads.Select(one => one.Upload.Id);
        Assert.Equal([expired], await FoundAsync(UploadState.Expired));
        Assert.Equal([open], await FoundAsync(UploadState.Open));
        Assert.Empty(await FoundAsync(UploadState.Completed));
    }

    [Fact]
    public async Task An_end_that_was_not_noted_is_seen_and_noted_by_whoever_lists()
    {
        var id = await StartAsync("a", Alice);
        _world.Sabotage.FailOperation(StorageOperation.NoteListed, FaultTiming.BeforeEffect);
        Assert.Null((await _world.One.Cancel.RunAsync(id, World.None)).Failure);
        _world.Sabotage.Heal();
        Assert.All(_world.Storage.ListRows, row => Assert.Equal(UploadState.Open, row.Upload.State));

        Assert.Empty((await ListAsync(new ListQuery(Alice, 10) { State = UploadState.Open })).Uploads);
        Assert.Equal(UploadState.Cancelled, Assert.Single((await ListAsync(new ListQuery(Alice, 10))).Uploads).Upload.State);
        Assert.All(_world.Storage.ListRows, row => Assert.Equal(UploadState.Cancelled, row.Upload.State));
    }

    [Fact]
    public async Task A_row_whose_upload_never_was_costs_one_look_and_is_dropped()
    {
        _world.Sabotage.FailOperation(StorageOperation.AddSession, FaultTiming.BeforeEffect);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => StartAsync("a", Alice));
        _world.Sabotage.Heal();
        Assert.Equal(2, _world.Storage.ListRows.Count);

        // Its start may be under way for a while.
        Assert.Empty((await ListAsync(new ListQuery(Alice, 10))).Uploads);
        Assert.Equal(2, _world.Storage.ListRows.Count);
        _world.Clock.Advance(BeginUpload.StartKeepsFor);
        Assert.Empty((await ListAsync(new ListQuery(Alice, 10))).Uploads);
        Assert.Equal(2, _world.Storage.ListRows.Count);
        _world.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Empty((await ListAsync(new ListQuery(Alice, 10))).Uploads);
        Assert.Empty(_world.Storage.ListRows);
    }

    [Fact]
    public async Task What_is_being_completed_is_listed_as_such_and_what_is_overdue_as_expired()
    {
        var committing = await StartAsync("a", Alice);
        await StageAsync(committing);
        _world.Sabotage.FailOperation(StorageOperation.CommitBlocks, FaultTiming.BeforeEffect);
        await Assert.ThrowsAsync<StorageUnavailableException>(
            () => _world.One.Complete.RunAsync(committing, CompletionRequest.Plain, World.None));
        _world.Sabotage.Heal();
        var page = await ListAsync(new ListQuery(Alice, 10) { State = UploadState.Committing });
        Assert.Equal(committing, Assert.Single(page.Uploads).Upload.Id);

        await StartAsync("b", Alice);
        _world.Clock.Advance(TimeSpan.FromHours(25));
        page = await ListAsync(new ListQuery(Alice, 10) { NamePrefix = "b" });
        Assert.Equal(UploadState.Expired, Assert.Single(page.Uploads).Upload.State);
    }

    [Fact]
    public async Task What_is_swept_is_in_no_list_any_more()
    {
        await StartAsync("a", Alice);
        await _world.SweepAllAsync();
        Assert.Equal(0, _world.ThingsStored);
    }

    [Fact]
    public async Task Of_two_instances_the_one_that_lists_sees_what_the_other_did()
    {
        var id = await StartAsync("a", Alice);
        var other = _world.NewInstance();
        await other.Cancel.RunAsync(id, World.None);
        Assert.Equal(UploadState.Cancelled, Assert.Single((await ListAsync(new ListQuery(Alice, 10))).Uploads).Upload.State);
    }

    [Fact]
    public async Task Where_lists_are_not_kept_nothing_is_written_and_that_is_told()
    {
        var world = new World(new ServiceOptions { Lists = new ListsOptions { Enabled = false } });
        var id = await world.StartAsync(File);
        await world.One.Cancel.RunAsync(id, World.None);

        Assert.Empty(world.Storage.ListRows);
        Assert.Equal(0, world.Storage.Calls.Of(StorageOperation.NoteListed));
        Assert.Equal("lists-not-kept", (await world.One.List.RunAsync(new ListQuery(null, 10), World.None)).Failure?.Code);
    }

    [Fact]
    public async Task A_strange_continuation_is_refused() => Assert.Equal(
        "query-invalid",
        (await _world.One.List.RunAsync(new ListQuery(null, 10) { Continuation = "x" }, World.None)).Failure?.Code);

    private async Task<UploadId> StartAsync(string name, OwnerKey owner)
    {
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        return (await _world.One.Start.RunAsync(File.Wanted() with { FileName = name, Owner = owner }, World.None)).Value.Session.Id;
    }

    private async Task StageAsync(UploadId id)
    {
        foreach (var chunk in File.Chunks(id, 100))
        {
            Assert.Null((await _world.One.Stage.RunAsync(chunk, World.None)).Failure);
        }
    }

    private async Task<UploadPage> ListAsync(ListQuery query) => (await _world.One.List.RunAsync(query, World.None)).Value;
}
