using Azure.Data.Tables;
using SmartTransfer.Azure.Tables;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Testing.Azurite;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Azure.Tests.Tables;

[Collection(AzuriteCollection.Name)]
public sealed class TableSessionStoreTests(AzuriteFixture azurite) : IDisposable
{
    private readonly AzureStorage _storage = new(azurite.ConnectionString);
    private readonly UploadId _id = new SequentialUploadIds().Next();

    public void Dispose() => _storage.Dispose();

    [Fact]
    public async Task The_plan_of_49_000_uneven_blocks_comes_back_unchanged()
    {
        var plan = CommitPlan.Encode(UnevenFile(BlockLimits.PlannedBlocks));
        Assert.InRange(plan.Length, 600_000, PlanColumns.MaxBytes);
        var open = await _storage.Ports.Sessions.AddAsync(Largest(), default);
        var committing = await _storage.Ports.Sessions.ReplaceAsync(
            open.MoveTo(UploadState.Committing, open.CreatedAt) with { Plan = plan }, default);

        var found = await _storage.Ports.Sessions.FindAsync(_id, default);
        Assert.Equal(plan, found!.Session.Plan!.Value.ToArray());
        Assert.True(SessionComparison.AreSame(committing!, found.Session));

        var completed = await _storage.Ports.Sessions.ReplaceAsync(committing!.MoveTo(UploadState.Completed, open.CreatedAt), default);
        Assert.Null((await _storage.Ports.Sessions.FindAsync(_id, default))!.Session.Plan);
        Assert.NotNull(completed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(PlanColumns.ColumnBytes)]
    [InlineData(PlanColumns.ColumnBytes + 1)]
    [InlineData(PlanColumns.MaxBytes)]
    public async Task A_plan_of_any_length_that_fits_comes_back_unchanged(int length)
    {
        var plan = length == 0 ? [] : SampleBlock.Of(0, length).Content;
        await _storage.Ports.Sessions.AddAsync(Largest() with { Plan = plan }, default);
        Assert.Equal(plan, (await _storage.Ports.Sessions.FindAsync(_id, default))!.Session.Plan!.Value.ToArray());
    }

    [Fact]
    public async Task A_plan_that_does_not_fit_into_a_row_never_reaches_storage()
    {
        using var stub = new StubbedStorage(_ => StubbedStorage.Answer(204));
        var sessions = new TableSessionStore(stub.Clients, stub.Provisioner);
        await Assert.ThrowsAsync<ArgumentException>(
            () => sessions.AddAsync(SampleSession.Open(_id) with { Plan = new byte[PlanColumns.MaxBytes + 1] }, default));
        Assert.Equal(0, stub.Requests);
    }

    [Fact]
    public void The_largest_row_stays_within_what_Azure_takes()
    {
        var row = SessionRow.Write(Largest() with { Plan = new byte[PlanColumns.MaxBytes] });

        // learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model: text is UTF-16, a property
        // at most 64 KiB, a row 1 MiB with its names.
        var sizes = row.Select(column => (2 * column.Key.Length) + 8 + column.Value switch
        {
            string text => 2 * text.Length,
            byte[] bytes => bytes.Length,
            _ => 16,
        });
        Assert.All(sizes, size => Assert.InRange(size, 1, 64 * 1024));
        Assert.InRange(sizes.Sum(), 1, 1024 * 1024);
    }

    [Fact]
    public async Task An_addition_whose_answer_was_lost_is_recognised()
    {
        var session = SampleSession.Open(_id) with { Metadata = new Dictionary<string, string> { ["k"] = "ü" } };
        await _storage.Provisioner.EnsureAsync(default);
        _storage.Wire.LoseAnswer(request => request.Method == global::Azure.Core.RequestMethod.Post);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _storage.Ports.Sessions.AddAsync(session, default));
        var added = await _storage.Ports.Sessions.AddAsync(session, default);
        Assert.NotNull(await _storage.Ports.Sessions.ReplaceAsync(added, default));
    }

    [Fact]
    public async Task A_replacement_whose_answer_was_lost_is_a_stale_version_the_next_time()
    {
        var session = await _storage.Ports.Sessions.AddAsync(SampleSession.Open(_id), default);
        var cancelled = session.MoveTo(UploadState.Cancelled, session.CreatedAt);
        _storage.Wire.LoseAnswer(request => request.Method == global::Azure.Core.RequestMethod.Put);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _storage.Ports.Sessions.ReplaceAsync(cancelled, default));
        Assert.Null(await _storage.Ports.Sessions.ReplaceAsync(cancelled, default));
        Assert.Equal(UploadState.Cancelled, (await _storage.Ports.Sessions.FindAsync(_id, default))!.Session.State);
    }

    [Fact]
    public async Task Every_call_is_one_transaction_and_removing_two()
    {
        await _storage.Provisioner.EnsureAsync(default);
        var session = await CountAsync(1, () => _storage.Ports.Sessions.AddAsync(SampleSession.Open(_id), default));
        await CountAsync(1, () => _storage.Ports.Sessions.ReplaceAsync(session, default));
        await CountAsync(1, async () =>
        {
            await _storage.Ports.Counters.WriteAsync(_id, "a", NetworkCounters.Zero, default);
            return true;
        });
        await CountAsync(1, () => _storage.Ports.Sessions.FindAsync(_id, default));
        await CountAsync(2, async () =>
        {
            await _storage.Ports.Sessions.RemoveAsync(_id, default);
            return true;
        });
    }

    [Fact]
    public async Task Two_clients_that_remove_at_once_both_succeed()
    {
        using var second = new AzureStorage(azurite.ConnectionString, _storage.Name);
        await second.Provisioner.EnsureAsync(default);
        for (var round = 0; round < 10; round++)
        {
            await _storage.Ports.Sessions.AddAsync(SampleSession.Open(_id), default);
            await _storage.Ports.Counters.WriteAsync(_id, "a", NetworkCounters.Zero, default);
            await Task.WhenAll(_storage.Ports.Sessions.RemoveAsync(_id, default), second.Ports.Sessions.RemoveAsync(_id, default));
            Assert.Null(await _storage.Ports.Sessions.FindAsync(_id, default));
        }
    }

    [Theory]
    [InlineData("session")]
    [InlineData("net:newer")]
    public async Task A_row_of_a_newer_release_is_refused_in_clear_words_and_can_be_removed(string rowKey)
    {
        await _storage.Ports.Sessions.AddAsync(SampleSession.Open(_id), default);
        var newer = new TableEntity(_id.Value, rowKey) { ["Schema"] = RowSchema.Current + 1 };
        await _storage.Clients.Uploads.UpsertEntityAsync(newer, TableUpdateMode.Replace);
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => _storage.Ports.Sessions.FindAsync(_id, default));
        Assert.Equal($"A row of upload {_id} has schema version 2; this release reads versions 1 to 1.", refused.Message);

        await _storage.Ports.Sessions.RemoveAsync(_id, default);
        Assert.Null(await _storage.Ports.Sessions.FindAsync(_id, default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("A")]
    [InlineData("a#")]
    public async Task A_name_of_an_instance_that_is_no_key_is_a_mistake_of_the_caller(string instance) =>
        await Assert.ThrowsAsync<ArgumentException>(() => _storage.Ports.Counters.WriteAsync(_id, instance, NetworkCounters.Zero, default));

    private async Task<T> CountAsync<T>(int transactions, Func<Task<T>> call)
    {
        _storage.Wire.Clear();
        var result = await call();
        Assert.Equal(transactions, _storage.Wire.Requests.Count);
        return result;
    }

    /// <summary>A session with everything that can be long.</summary>
    private UploadSession Largest() => SampleSession.Open(_id) with
    {
        FileName = new string('a', 255),
        ContentType = "application/" + new string('b', 240),
        Metadata = new Dictionary<string, string> { ["k"] = new string('"', 4096) },
        Expected = new ExpectedDigests(Sha256Digest.Of([1]), 1, Sha256Digest.Of([2])),
        File = new FileDigests(1, Sha256Digest.Of([3]), 49_000, Sha256Digest.Of([4])),
    };

    /// <summary>No two neighbours have the same length, which makes the longest plan.</summary>
    private static FileAssembly UnevenFile(int count)
    {
        var blocks = new List<StagedBlock>(count);
        long offset = 0;
        for (var i = 0; i < count; i++)
        {
            var length = (64 * 1024 * 1024) + (i % 2);
            var id = BlockId.ForChunk(offset, new ChunkDigests(length, Sha256Digest.Of(BitConverter.GetBytes(i)), (ulong)i));
            blocks.Add(new StagedBlock(id.Encode(), length));
            offset += length;
        }

        return Assert.IsType<AssemblyOutcome.Whole>(Ledger.Read(offset, blocks).Assemble()).File;
    }
}
