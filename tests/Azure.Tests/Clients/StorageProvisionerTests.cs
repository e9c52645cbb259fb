using SmartTransfer.Core.Links;
using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Azurite;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Azure.Tests.Clients;

[Collection(AzuriteCollection.Name)]
public sealed class StorageProvisionerTests(AzuriteFixture azurite) : IDisposable
{
    private readonly AzureStorage _storage = new(azurite.ConnectionString);
    private readonly SequentialUploadIds _ids = new();

    public void Dispose() => _storage.Dispose();

    [Fact]
    public async Task The_container_and_the_tables_are_created_once_however_many_calls_come_first()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _storage.Ports.Blocks.ListAsync(_ids.Next(), default)));
        Assert.Equal(
            8,
            _storage.Wire.Requests.Count(
                request => request.StartsWith("PUT", StringComparison.Ordinal) || request.StartsWith("POST", StringComparison.Ordinal)));
        Assert.Equal(16, _storage.Wire.Requests.Count);
    }

    [Fact]
    public async Task A_second_process_finds_what_the_first_created()
    {
        await _storage.Provisioner.EnsureAsync(default);
        using var second = new AzureStorage(azurite.ConnectionString, _storage.Name);
        await second.Provisioner.EnsureAsync(default);
        Assert.Empty((await second.Ports.Blocks.ListAsync(_ids.Next(), default)).Staged);
    }

    [Fact]
    public async Task A_creation_that_failed_is_tried_again_by_the_next_call()
    {
        _storage.Wire.LoseRequest(request => request.Method == global::Azure.Core.RequestMethod.Put);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _storage.Ports.Blocks.ListAsync(_ids.Next(), default));
        Assert.Empty((await _storage.Ports.Blocks.ListAsync(_ids.Next(), default)).Staged);
    }

    [Fact]
    public async Task The_call_that_misses_a_deleted_container_creates_it_again()
    {
        await _storage.Provisioner.EnsureAsync(default);
        var id = _ids.Next();

        await _storage.Clients.Container.DeleteAsync();
        await SampleBlock.Of(0, 100).StageAsync(_storage.Ports.Blocks, id);
        Assert.Single((await _storage.Ports.Blocks.ListAsync(id, default)).Staged);

        await _storage.Clients.Container.DeleteAsync();
        Assert.Null(await _storage.Ports.Contents.OpenAsync(id, default));
        await _storage.Clients.Container.DeleteAsync();
        Assert.Empty((await _storage.Ports.Blocks.ListAsync(id, default)).Staged);
        await _storage.Clients.Container.DeleteAsync();
        await _storage.Ports.Commits.DiscardAsync(id, default);
        await _storage.Clients.Container.DeleteAsync();
        Assert.Equal(
            CommitOutcome.BlocksGone,
            await _storage.Ports.Commits.CommitAsync(
                SampleSession.Committing(id, [SampleBlock.Of(0, 5).Id]), [SampleBlock.Of(0, 5).Id], default));
    }

    [Fact]
    public async Task The_call_that_misses_deleted_tables_creates_them_again()
    {
        await _storage.Provisioner.EnsureAsync(default);
        await _storage.Clients.Uploads.DeleteAsync();
        Assert.Null(await _storage.Ports.Sessions.FindAsync(_ids.Next(), default));
        await _storage.Clients.Uploads.DeleteAsync();
        var session = await _storage.Ports.Sessions.AddAsync(SampleSession.Open(_ids.Next()), default);
        await _storage.Clients.Uploads.DeleteAsync();
        Assert.Null(await _storage.Ports.Sessions.ReplaceAsync(session, default));
        await _storage.Clients.Uploads.DeleteAsync();
        await _storage.Ports.Sessions.RemoveAsync(session.Id, default);
        await _storage.Clients.Expiries.DeleteAsync();
        var entry = new ExpiryEntry(new ExpiryHour(1), session.Id);
        await _storage.Ports.Expiries.FileAsync(entry, default);
        Assert.Equal(
            [(entry.Hour, entry.Id)],
            (await _storage.Ports.Expiries.ReadAsync(ExpiryHour.Concatenations, new ExpiryHour(2), 10, default)).Select(
                read => (read.Hour, read.Id)));
        await _storage.Clients.Networks.DeleteAsync();
        Assert.Null(await _storage.Ports.Profiles.FindAsync(SampleClient.Key(1), default));
        Assert.True(await _storage.Ports.Profiles.WriteAsync(
            NetworkProfile.New(SampleClient.Key(1)) with { UpdatedAt = ManualTimeProvider.DefaultStart }, default));
    }
}
