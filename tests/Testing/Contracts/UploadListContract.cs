using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Testing.Contracts;

/// <summary>What <see cref="IUploadList"/> promises.</summary>
[ContractOf(typeof(IUploadList))]
public abstract class UploadListContract : StorageContract
{
    private static readonly DateTimeOffset Start = ManualTimeProvider.DefaultStart;
    private static readonly OwnerKey Alice = OwnerKey.Of("https://issuer", "alice");
    private static readonly OwnerKey Bob = OwnerKey.Of("https://issuer", "bob");

    [Fact]
    public async Task What_was_noted_is_read_as_it_was_noted()
    {
        var open = Upload(0) with { LengthBytes = null };
        var ended = Upload(1) with
        {
            Owner = Alice,
            State = UploadState.Completed,
            Role = UploadRole.Final,
            FileName = "Bericht \"März\" 📈.pdf",
            LengthBytes = 12_345_678_901_234,
            EndedAt = Start + TimeSpan.FromTicks(7),
        };
        await NoteAsync(open, ended);
        Assert.Equal([ended, open], (await ReadAsync(new ListQuery(null, 10))).Uploads);
    }

    [Fact]
    public async Task The_one_that_was_started_last_comes_first()
    {
        var uploads = Enumerable.Range(0, 5).Select(n => Upload(n)).ToArray();
        await NoteAsync(uploads[3], uploads[0], uploads[4], uploads[2], uploads[1]);
        Assert.Equal(uploads.Reverse(), (await ReadAsync(new ListQuery(null, 10))).Uploads);
    }

    [Fact]
    public async Task Owners_are_kept_apart_and_everybody_s_list_has_all()
    {
        var (one, other, nobodys) = (Upload(0) with { Owner = Alice }, Upload(1) with { Owner = Bob }, Upload(2));
        await NoteAsync(one, other, nobodys);
        Assert.Equal([one], (await ReadAsync(new ListQuery(Alice, 10))).Uploads);
        Assert.Equal([other], (await ReadAsync(new ListQuery(Bob, 10))).Uploads);
        Assert.Equal([nobodys, other, one], (await ReadAsync(new ListQuery(null, 10))).Uploads);
        Assert.Empty((await ReadAsync(new ListQuery(OwnerKey.Of("https://issuer", "carol"), 10))).Uploads);
    }

    [Fact]
    public async Task Noting_again_puts_the_new_in_place_of_the_old_in_both_lists()
    {
        var upload = Upload(0) with { Owner = Alice };
        var ended = upload with { State = UploadState.Completed, EndedAt = Start.AddHours(1) };
        await NoteAsync(upload, ended);
        Assert.Equal([ended], (await ReadAsync(new ListQuery(Alice, 10))).Uploads);
        Assert.Equal([ended], (await ReadAsync(new ListQuery(null, 10))).Uploads);
    }

    [Fact]
    public async Task Pages_follow_one_another_without_gap_or_repetition()
    {
        var uploads = Enumerable.Range(0, 23).Select(n => Upload(n) with { Owner = Alice }).ToArray();
        await NoteAsync(uploads);
        var read = new List<ListedUpload>();
        string? continuation = null;
        do
        {
            var page = await ReadAsync(new ListQuery(Alice, 5) { Continuation = continuation });
            Assert.InRange(page.Uploads.Count, 0, 5);
            read.AddRange(page.Uploads);
            continuation = page.Continuation;
        }
        while (continuation is not null);
        Assert.Equal(uploads.Reverse(), read);
    }

    [Fact]
    public async Task A_list_may_be_narrowed_by_state_name_and_time()
    {
        var uploads = Enumerable.Range(0, 8).Select(n => Upload(n) with
        {
            FileName = n % 2 == 0 ? $"report {n}" : $"Report {n}",
            State = n < 4 ? UploadState.Completed : UploadState.Open,
        }).ToArray();
        await NoteAsync(uploads);
        await AssertFoundAsync([7, 6, 5, 4], new ListQuery(null, 10) { State = UploadState.Open });
        await AssertFoundAsync([6, 4, 2, 0], new ListQuery(null, 10) { NamePrefix = "report" });
        await AssertFoundAsync([6], new ListQuery(null, 10) { NamePrefix = "report 6" });
        await AssertFoundAsync([], new ListQuery(null, 10) { NamePrefix = "eport" });
        await AssertFoundAsync([7, 6, 5], new ListQuery(null, 10) { From = uploads[5].CreatedAt });
        await AssertFoundAsync([2, 1, 0], new ListQuery(null, 10) { To = uploads[3].CreatedAt });
        await AssertFoundAsync([4, 3], new ListQuery(null, 10) { From = uploads[3].CreatedAt, To = uploads[5].CreatedAt });
        // What is listed as open may have ended since, so whoever reads looks at it.
        await AssertFoundAsync(
            [6, 4, 2], new ListQuery(null, 10) { State = UploadState.Completed, NamePrefix = "r", From = uploads[1].CreatedAt });

        async Task AssertFoundAsync(int[] expected, ListQuery query) =>
            Assert.Equal(expected.Select(n => uploads[n]), (await ReadAsync(query)).Uploads);
    }

    [Theory]
    [InlineData("'; drop")]
    [InlineData("a' or FileName ne '")]
    [InlineData("100% ü 📈")]
    public async Task A_name_is_a_name_whatever_is_in_it(string name)
    {
        var (named, other) = (Upload(0) with { FileName = name }, Upload(1) with { FileName = "other" });
        await NoteAsync(named, other);
        Assert.Equal([named], (await ReadAsync(new ListQuery(null, 10) { NamePrefix = name })).Uploads);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("!!!!")]
    [InlineData("YQ==")]
    public async Task What_is_no_continuation_is_told_apart(string continuation)
    {
        await NoteAsync(Upload(0));
        Assert.Null(await Storage.Lists.ReadAsync(new ListQuery(null, 10) { Continuation = continuation }, None));
    }

    [Fact]
    public async Task A_continuation_of_one_list_leads_to_nothing_of_another()
    {
        await NoteAsync([.. Enumerable.Range(0, 6).Select(n => Upload(n) with { Owner = n % 2 == 0 ? Alice : Bob })]);
        var first = await ReadAsync(new ListQuery(null, 1));
        if (await Storage.Lists.ReadAsync(new ListQuery(Alice, 10) { Continuation = first.Continuation }, None) is { } page)
        {
            Assert.All(page.Uploads, upload => Assert.Equal(Alice, upload.Owner));
        }
    }

    [Fact]
    public async Task What_is_struck_out_is_in_no_list_and_striking_it_out_again_is_success()
    {
        var (gone, stays) = (Upload(0) with { Owner = Alice }, Upload(1) with { Owner = Alice });
        await NoteAsync(gone, stays);
        await Storage.Lists.RemoveAsync(gone.Place, None);
        await Storage.Lists.RemoveAsync(gone.Place, None);
        Assert.Equal([stays], (await ReadAsync(new ListQuery(Alice, 10))).Uploads);
        Assert.Equal([stays], (await ReadAsync(new ListQuery(null, 10))).Uploads);
    }

    [Fact]
    public async Task Every_call_heeds_its_token()
    {
        var upload = Upload(0);
        await AssertHeedTheirTokenAsync(
            token => Storage.Lists.NoteAsync(upload, token),
            token => Storage.Lists.ReadAsync(new ListQuery(null, 1), token),
            token => Storage.Lists.RemoveAsync(upload.Place, token));
    }

    private ListedUpload Upload(int minute) => ListedUpload.Of(
        SampleSession.Open(NextId(), 7) with { CreatedAt = Start.AddMinutes(minute) });

    private async Task NoteAsync(params ListedUpload[] uploads)
    {
        foreach (var upload in uploads)
        {
            await Storage.Lists.NoteAsync(upload, None);
        }
    }

    private async Task<ListPage> ReadAsync(ListQuery query) =>
        await Storage.Lists.ReadAsync(query, None) ?? throw new InvalidOperationException("The list does not know its continuation.");
}
