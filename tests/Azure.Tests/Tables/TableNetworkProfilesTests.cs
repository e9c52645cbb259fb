using Azure.Data.Tables;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Azurite;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Azure.Tests.Tables;

[Collection(AzuriteCollection.Name)]
public sealed class TableNetworkProfilesTests(AzuriteFixture azurite) : IDisposable
{
    private static readonly DateOnly Today = ProfileExpiry.DayOf(ManualTimeProvider.DefaultStart);

    private readonly AzureStorage _storage = new(azurite.ConnectionString);

    public void Dispose() => _storage.Dispose();

    [Fact]
    public async Task Every_call_is_one_transaction()
    {
        var profile = NetworkProfile.New(SampleClient.Key(1)) with { UpdatedAt = ManualTimeProvider.DefaultStart };
        var entry = new ProfileExpiry(Today, profile.Client);
        await _storage.Provisioner.EnsureAsync(default);
        _storage.Wire.Clear();

        await _storage.Ports.ProfileExpiries.FileAsync(entry, default);
        await _storage.Ports.Profiles.WriteAsync(profile, default);
        var found = (await _storage.Ports.Profiles.FindAsync(profile.Client, default))!;
        await _storage.Ports.Profiles.WriteAsync(found, default);
        await _storage.Ports.Profiles.WriteAsync(found, default);
        await _storage.Ports.Profiles.RemoveAsync(found, default);
        await _storage.Ports.ProfileExpiries.RemoveAsync(entry, default);

        Assert.Equal(7, _storage.Wire.Requests.Count);
    }

    [Fact]
    public async Task What_reading_the_index_costs_does_not_follow_from_what_is_filed_under_later_days_or_from_profiles()
    {
        await _storage.Provisioner.EnsureAsync(default);
        await FillAsync(Today.AddDays(-1), rows: 100);
        var before = await CountReadingAsync();

        for (var day = 0; day < 3; day++)
        {
            await FillAsync(Today.AddDays(day), rows: 1000);
        }

        await Parallel.ForAsync(
            0,
            1200,
            async (n, token) => await _storage.Ports.Profiles.WriteAsync(
                NetworkProfile.New(SampleClient.Key(n)) with { UpdatedAt = ManualTimeProvider.DefaultStart }, token));

        Assert.Equal((100, 1), before);
        Assert.Equal(before, await CountReadingAsync());
    }

    [Fact]
    public async Task A_row_that_is_none_of_ours_does_not_stand_in_the_way()
    {
        await _storage.Provisioner.EnsureAsync(default);
        await _storage.Clients.Networks.AddEntityAsync(new TableEntity("expires-2020-01-01", "no client"));
        await _storage.Clients.Networks.AddEntityAsync(new TableEntity("expires-2020-13-01", SampleClient.Key(1).Value));
        await FillAsync(Today.AddDays(-1), rows: 1);
        Assert.Single(await _storage.Ports.ProfileExpiries.ReadBeforeAsync(Today, 10, default));
    }

    [Fact]
    public async Task A_profile_of_a_newer_release_is_refused_in_clear_words()
    {
        await _storage.Provisioner.EnsureAsync(default);
        await _storage.Clients.Networks.AddEntityAsync(new TableEntity(SampleClient.Key(1).Value, "profile") { ["Schema"] = 99 });
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => _storage.Ports.Profiles.FindAsync(SampleClient.Key(1), default));
        Assert.Contains("schema version 99", refused.Message, StringComparison.Ordinal);
    }

    private async Task<(int Entries, int Transactions)> CountReadingAsync()
    {
        _storage.Wire.Clear();
        var entries = await _storage.Ports.ProfileExpiries.ReadBeforeAsync(Today, 1000, default);
        return (entries.Count, _storage.Wire.Requests.Count);
    }

    private async Task FillAsync(DateOnly day, int rows)
    {
        var actions = Enumerable.Range(0, rows).Select(n =>
            new TableTransactionAction(
                TableTransactionActionType.Add,
                new TableEntity($"expires-{day:yyyy-MM-dd}", SampleClient.Key((day.DayNumber * 10_000) + n).Value)));
        foreach (var transaction in actions.Chunk(100))
        {
            await _storage.Clients.Networks.SubmitTransactionAsync(transaction);
        }
    }
}
