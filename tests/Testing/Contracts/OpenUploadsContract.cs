using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Testing.Contracts;

/// <summary>What <see cref="IOpenUploads"/> promises.</summary>
[ContractOf(typeof(IOpenUploads))]
public abstract class OpenUploadsContract : StorageContract
{
    private static readonly DateTimeOffset At = ManualTimeProvider.DefaultStart + TimeSpan.FromTicks(44);

    [Fact]
    public async Task What_was_noted_is_listed_with_its_time()
    {
        var upload = new OpenUpload(NextId(), At);
        await Storage.OpenUploads.AddAsync(SampleClient.Key(1), upload, None);
        await Storage.OpenUploads.AddAsync(SampleClient.Key(1), upload, None);
        Assert.Equal([upload], await Storage.OpenUploads.ListAsync(SampleClient.Key(1), 10, None));
    }

    [Fact]
    public async Task Of_a_client_without_uploads_nothing_is_listed() =>
        Assert.Empty(await Storage.OpenUploads.ListAsync(SampleClient.Key(1), 10, None));

    [Fact]
    public async Task Clients_are_kept_apart()
    {
        var (one, other) = (new OpenUpload(NextId(), At), new OpenUpload(NextId(), At));
        await Storage.OpenUploads.AddAsync(SampleClient.Key(1), one, None);
        await Storage.OpenUploads.AddAsync(SampleClient.Key(2), other, None);
        await Storage.OpenUploads.RemoveAsync(SampleClient.Key(2), one.Id, None);
        Assert.Equal([one], await Storage.OpenUploads.ListAsync(SampleClient.Key(1), 10, None));
        Assert.Equal([other], await Storage.OpenUploads.ListAsync(SampleClient.Key(2), 10, None));
    }

    [Fact]
    public async Task So_many_are_listed_at_most()
    {
        for (var n = 0; n < 5; n++)
        {
            await Storage.OpenUploads.AddAsync(SampleClient.Key(1), new OpenUpload(NextId(), At), None);
        }

        Assert.Equal(3, (await Storage.OpenUploads.ListAsync(SampleClient.Key(1), 3, None)).Count);
        Assert.Equal(5, (await Storage.OpenUploads.ListAsync(SampleClient.Key(1), 6, None)).Count);
        Assert.Empty(await Storage.OpenUploads.ListAsync(SampleClient.Key(1), 0, None));
    }

    [Fact]
    public async Task What_is_struck_out_is_not_listed_and_striking_it_out_again_is_success()
    {
        var upload = new OpenUpload(NextId(), At);
        await Storage.OpenUploads.AddAsync(SampleClient.Key(1), upload, None);
        await Storage.OpenUploads.RemoveAsync(SampleClient.Key(1), upload.Id, None);
        await Storage.OpenUploads.RemoveAsync(SampleClient.Key(1), upload.Id, None);
        Assert.Empty(await Storage.OpenUploads.ListAsync(SampleClient.Key(1), 10, None));
    }

    [Fact]
    public async Task Of_several_that_note_at_once_each_finds_all_that_were_noted_before_it_listed()
    {
        var counts = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            await Storage.OpenUploads.AddAsync(SampleClient.Key(1), new OpenUpload(NextId(), At), None);
            return (await Storage.OpenUploads.ListAsync(SampleClient.Key(1), 10, None)).Count;
        }));
        Assert.Equal(6, counts.Max());
    }

    [Fact]
    public async Task Every_call_heeds_its_token()
    {
        var id = NextId();
        await AssertHeedTheirTokenAsync(
            token => Storage.OpenUploads.AddAsync(SampleClient.Key(1), new OpenUpload(id, At), token),
            token => Storage.OpenUploads.ListAsync(SampleClient.Key(1), 10, token),
            token => Storage.OpenUploads.RemoveAsync(SampleClient.Key(1), id, token));
    }
}
