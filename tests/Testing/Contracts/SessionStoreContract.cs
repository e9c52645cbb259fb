using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Testing.Contracts;

/// <summary>What <see cref="ISessionStore"/> promises.</summary>
[ContractOf(typeof(ISessionStore))]
public abstract class SessionStoreContract : StorageContract
{
    private static readonly DateTimeOffset Now = ManualTimeProvider.DefaultStart + TimeSpan.FromTicks(1_234_567);

    [Fact]
    public async Task An_added_session_is_found_as_it_was_added()
    {
        var session = SampleSession.Open(NextId(), 12_345_678_901_234, "Bericht \"März\" 📈.pdf") with
        {
            Expected = new ExpectedDigests(Sha256Digest.Of([1]), ulong.MaxValue, Sha256Digest.Of([2])),
            Metadata = new Dictionary<string, string> { ["author"] = "Zoë 'Z' <z@example.org>", ["Author"] = "other", ["empty"] = "" },
            Notes = new Dictionary<string, string> { ["Field"] = "filename QmVyaWNodC5wZGY=,draft" },
            CreatedAt = Now,
            Lifetime = TimeSpan.FromTicks(12_345_678_901),
            ExtendedTo = Now + TimeSpan.FromTicks(98_765_432_109),
        };

        var added = await Storage.Sessions.AddAsync(session, None);
        var found = await Storage.Sessions.FindAsync(session.Id, None);

        Assert.True(SessionComparison.AreSame(session, added));
        Assert.True(SessionComparison.AreSame(session, found!.Session));
        Assert.NotNull(added.Version);
        Assert.Equal(added.Version, found.Session.Version);
        Assert.Empty(found.CountersByInstance);
    }

    [Fact]
    public async Task A_session_whose_length_is_declared_later_is_found_without_one_and_then_with_it()
    {
        var added = await Storage.Sessions.AddAsync(SampleSession.Open(NextId()) with { LengthBytes = null }, None);
        Assert.Null((await Storage.Sessions.FindAsync(added.Id, None))!.Session.LengthBytes);

        await Storage.Sessions.ReplaceAsync(added with { LengthBytes = 0 }, None);
        Assert.Equal(0, (await Storage.Sessions.FindAsync(added.Id, None))!.Session.LengthBytes);
    }

    [Theory]
    [InlineData(UploadState.Committing)]
    [InlineData(UploadState.Completed)]
    [InlineData(UploadState.Cancelled)]
    [InlineData(UploadState.Expired)]
    [InlineData(UploadState.Rejected)]
    [InlineData(UploadState.Removed)]
    public async Task A_session_in_every_state_is_found_as_it_was_written(UploadState state)
    {
        var committing = state is UploadState.Committing;
        var written = await Storage.Sessions.AddAsync(SampleSession.Open(NextId(), 7), None) with
        {
            State = state,
            Owner = OwnerKey.Of("https://issuer", "alice"),
            ClosedAt = committing ? null : Now,
            Plan = committing ? new byte[] { 0, 1, 255 } : null,
            File = new FileDigests(1, Sha256Digest.Of([3]), 49_000, state is UploadState.Completed ? Sha256Digest.Of([4]) : null),
            RejectedBecause = state is UploadState.Rejected ? "file-digest-mismatch" : null,
            RejectedSha256 = state is UploadState.Rejected ? Sha256Digest.Of([5]) : null,
        };

        var replaced = await Storage.Sessions.ReplaceAsync(written, None);
        var found = await Storage.Sessions.FindAsync(written.Id, None);

        Assert.True(SessionComparison.AreSame(written, replaced!));
        Assert.True(SessionComparison.AreSame(written, found!.Session));
        Assert.NotEqual(written.Version, replaced!.Version);
        Assert.Equal(replaced.Version, found.Session.Version);
    }

    [Fact]
    public async Task What_was_counted_of_its_transfer_is_found()
    {
        var counted = TransferCounts.Of(SampleCounters.Full) with
        {
            SmallestChunkBytes = 1,
            LargestChunkBytes = 9,
            Duration = TimeSpan.FromTicks(77),
        };
        Assert.Null((await Storage.Sessions.AddAsync(SampleSession.Open(NextId()), None)).Counted);
        foreach (var kept in new[] { counted, TransferCounts.Of(NetworkCounters.Zero) })
        {
            var written = await Storage.Sessions.AddAsync(SampleSession.Open(NextId()), None);
            await Storage.Sessions.ReplaceAsync(written with { Counted = kept }, None);
            Assert.Equal(kept, (await Storage.Sessions.FindAsync(written.Id, None))!.Session.Counted);
        }
    }

    [Fact]
    public async Task The_client_and_what_was_known_of_it_at_the_start_are_found()
    {
        var known = NetworkCounters.Zero with { Evidence = SampleCounters.Full.Evidence, Steering = SampleCounters.Full.Steering };
        var written = SampleSession.Open(NextId()) with { Client = SampleClient.Key(1), KnownAtStart = known };
        await Storage.Sessions.AddAsync(written, None);
        Assert.True(SessionComparison.AreSame(written, await Storage.Sessions.AddAsync(written, None)));
        var found = (await Storage.Sessions.FindAsync(written.Id, None))!.Session;
        Assert.Equal((written.Client, known), (found.Client, found.KnownAtStart));

        await Storage.Sessions.ReplaceAsync(found with { Client = null }, None);
        Assert.Null((await Storage.Sessions.FindAsync(written.Id, None))!.Session.Client);
    }

    [Fact]
    public async Task What_a_partial_or_final_upload_is_and_consists_of_is_found()
    {
        var (partial, final) = (NextId(), NextId());
        var parts = Enumerable.Range(0, 1_000).Select(_ => NextId()).Append(partial).Append(partial).ToArray();
        PartHold[] holds = [.. Enumerable.Range(0, 20).Select(
            n => new PartHold(NextId(), ManualTimeProvider.DefaultStart + TimeSpan.FromMilliseconds(n)))];
        await Storage.Sessions.AddAsync(
            SampleSession.Open(partial) with
            {
                Role = UploadRole.Partial,
                Notes = NoteOf("partial"),
                ConcatenatedAt = ManualTimeProvider.DefaultStart,
                Holds = holds,
            },
            None);
        await Storage.Sessions.AddAsync(
            SampleSession.Open(final) with
            {
                Role = UploadRole.Final,
                Notes = NoteOf("final;/api/tus/a /api/tus/b"),
                Parts = parts,
                Payer = SampleClient.Key(1),
            },
            None);

        var found = (await Storage.Sessions.FindAsync(partial, None))!.Session;
        Assert.Equal(
            (UploadRole.Partial, "partial", ManualTimeProvider.DefaultStart), (found.Role, found.Notes["Concat"], found.ConcatenatedAt));
        Assert.Equal(holds, found.Holds);
        Assert.Empty(found.Parts);
        Assert.Null(found.Payer);
        found = (await Storage.Sessions.FindAsync(final, None))!.Session;
        Assert.Equal((UploadRole.Final, "final;/api/tus/a /api/tus/b", null), (found.Role, found.Notes["Concat"], found.ConcatenatedAt));
        Assert.Equal(parts, found.Parts);
        Assert.Equal(SampleClient.Key(1), found.Payer);
        Assert.Empty(found.Holds);
    }

    [Fact]
    public async Task What_others_are_told_of_is_found_and_what_is_about_to_be_told_is_not_kept()
    {
        var id = NextId();
        SessionEvent[] events = [.. Enum.GetValues<UploadEventKind>().Select((kind, n) => new SessionEvent(
            n + 1, kind, ManualTimeProvider.DefaultStart.AddMilliseconds(n), new EventEntryKey("instance1", id, (n / 2) + 1)))];
        var added = await Storage.Sessions.AddAsync(SampleSession.Open(id) with { Events = events[..1] }, None);
        Assert.NotNull(await Storage.Sessions.ReplaceAsync(added with { Events = events }, None));
        Assert.Equal(events, (await Storage.Sessions.FindAsync(id, None))!.Session.Events);
    }

    [Fact]
    public async Task The_plan_of_an_empty_file_is_found_and_no_plan_is_none()
    {
        var open = await Storage.Sessions.AddAsync(SampleSession.Open(NextId()), None);
        var committing = await Storage.Sessions.ReplaceAsync(open with { Plan = ReadOnlyMemory<byte>.Empty }, None);
        var found = await Storage.Sessions.FindAsync(open.Id, None);
        Assert.Equal(0, found!.Session.Plan!.Value.Length);

        await Storage.Sessions.ReplaceAsync(committing! with { Plan = null }, None);
        Assert.Null((await Storage.Sessions.FindAsync(open.Id, None))!.Session.Plan);
    }

    [Fact]
    public async Task Adding_the_very_same_session_again_is_success()
    {
        var session = SampleSession.Open(NextId()) with { Metadata = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" } };
        var first = await Storage.Sessions.AddAsync(session, None);
        var second = await Storage.Sessions.AddAsync(session, None);
        Assert.Equal(first.Version, second.Version);
        Assert.True(SessionComparison.AreSame(first, second));
    }

    [Fact]
    public async Task Adding_another_session_under_the_same_id_is_refused_and_changes_nothing()
    {
        var first = await Storage.Sessions.AddAsync(SampleSession.Open(NextId()), None);
        await Assert.ThrowsAsync<SessionExistsException>(() => Storage.Sessions.AddAsync(first with { FileName = "other.pdf" }, None));
        Assert.Equal(first.Version, (await Storage.Sessions.FindAsync(first.Id, None))!.Session.Version);
    }

    [Fact]
    public async Task What_is_not_there_is_not_found() => Assert.Null(await Storage.Sessions.FindAsync(NextId(), None));

    [Fact]
    public async Task Replacing_by_a_stale_version_gives_null_and_changes_nothing()
    {
        var stale = await Storage.Sessions.AddAsync(SampleSession.Open(NextId()), None);
        var current = await Storage.Sessions.ReplaceAsync(stale with { FileName = "second.pdf" }, None);
        Assert.Null(await Storage.Sessions.ReplaceAsync(stale with { FileName = "third.pdf" }, None));
        var found = await Storage.Sessions.FindAsync(stale.Id, None);
        Assert.Equal(("second.pdf", current!.Version), (found!.Session.FileName, found.Session.Version));
    }

    [Fact]
    public async Task Replacing_what_was_removed_gives_null_and_brings_nothing_back()
    {
        var session = await Storage.Sessions.AddAsync(SampleSession.Open(NextId()), None);
        await Storage.Sessions.RemoveAsync(session.Id, None);
        Assert.Null(await Storage.Sessions.ReplaceAsync(session, None));
        Assert.Null(await Storage.Sessions.FindAsync(session.Id, None));
    }

    [Fact]
    public async Task Replacing_what_was_never_read_is_a_mistake_of_the_caller() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Storage.Sessions.ReplaceAsync(SampleSession.Open(NextId()), None));

    [Fact]
    public async Task Of_writers_with_the_same_version_exactly_one_wins()
    {
        var session = await Storage.Sessions.AddAsync(SampleSession.Open(NextId()), None);
        var writes = Enumerable.Range(0, 8).Select(i => Storage.Sessions.ReplaceAsync(session with { FileName = $"{i}.pdf" }, None));
        var winner = Assert.Single(await Task.WhenAll(writes), written => written is not null);
        Assert.Equal(winner!.FileName, (await Storage.Sessions.FindAsync(session.Id, None))!.Session.FileName);
    }

    [Fact]
    public async Task Removing_takes_one_session_away_and_removing_again_is_success()
    {
        var kept = await Storage.Sessions.AddAsync(SampleSession.Open(NextId()), None);
        var removed = await Storage.Sessions.AddAsync(SampleSession.Open(NextId()), None);
        await Storage.Sessions.RemoveAsync(removed.Id, None);
        await Storage.Sessions.RemoveAsync(removed.Id, None);
        Assert.Null(await Storage.Sessions.FindAsync(removed.Id, None));
        Assert.NotNull(await Storage.Sessions.FindAsync(kept.Id, None));
    }

    [Fact]
    public async Task Ids_may_begin_with_any_of_their_characters_and_differ_in_case_alone()
    {
        string[] ids =
        [
            "-AAAAAAAAAAAAAAAAAAAAA",
            "_AAAAAAAAAAAAAAAAAAAAA",
            "--__--__--__--__--__-w",
            "abcdefghijklmnopqrstuw",
            "ABCDEFGHIJKLMNOPQRSTUw",
        ];
        foreach (var text in ids)
        {
            Assert.True(UploadId.TryParse(text, out var id), text);
            await Storage.Sessions.AddAsync(SampleSession.Open(id, fileName: $"{text}.pdf"), None);
        }

        foreach (var text in ids)
        {
            _ = UploadId.TryParse(text, out var id);
            Assert.Equal($"{text}.pdf", (await Storage.Sessions.FindAsync(id, None))!.Session.FileName);
        }
    }

    [Fact]
    public async Task Every_call_heeds_its_token()
    {
        var session = await Storage.Sessions.AddAsync(SampleSession.Open(NextId()), None);
        await AssertHeedTheirTokenAsync(
            token => Storage.Sessions.AddAsync(SampleSession.Open(NextId()), token),
            token => Storage.Sessions.FindAsync(session.Id, token),
            token => Storage.Sessions.ReplaceAsync(session, token),
            token => Storage.Sessions.RemoveAsync(session.Id, token));
    }

    private static Dictionary<string, string> NoteOf(string text) => new() { ["Concat"] = text };
}
