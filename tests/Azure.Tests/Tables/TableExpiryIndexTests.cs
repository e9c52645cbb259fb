using Azure.Data.Tables;
using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Azurite;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Azure.Tests.Tables;

[Collection(AzuriteCollection.Name)]
public sealed class TableExpiryIndexTests(AzuriteFixture azurite) : IDisposable
{
    private static readonly ExpiryHour Now = ExpiryHour.Of(ManualTimeProvider.DefaultStart);

    private readonly AzureStorage _storage = new(azurite.ConnectionString);
    private readonly SequentialUploadIds _ids = new();

    public void Dispose() => _storage.Dispose();

    [Fact]
    public async Task What_reading_costs_does_not_follow_from_what_is_filed_under_later_hours()
    {
        await _storage.Provisioner.EnsureAsync(default);
        await FillAsync(hoursFromNow: -1, rows: 100);
        var before = await CountReadingAsync(limit: 1000);

        for (var hour = 0; hour < 10; hour++)
        {
            await FillAsync(hour, rows: 1000);
        }

        Assert.Equal((100, 1), before);
        Assert.Equal(before, await CountReadingAsync(limit: 1000));
    }

    [Theory]
    [InlineData(2500, 5000, 2500, 3)]
    [InlineData(2500, 1500, 1500, 2)]
    [InlineData(2500, 1000, 1000, 1)]
    [InlineData(2500, 10, 10, 1)]
    [InlineData(0, 10, 0, 1)]
    public async Task Pages_are_read_until_there_are_enough(int rows, int limit, int read, int transactions)
    {
        await _storage.Provisioner.EnsureAsync(default);
        for (var filled = 0; filled < rows; filled += 500)
        {
            await FillAsync(hoursFromNow: -1 - (filled / 500), rows: 500);
        }

        Assert.Equal((read, transactions), await CountReadingAsync(limit));
    }

    [Fact]
    public async Task A_row_that_is_none_of_ours_does_not_stand_in_the_way()
    {
        await _storage.Provisioner.EnsureAsync(default);
        await _storage.Clients.Expiries.AddEntityAsync(new TableEntity(new ExpiryHour(Now.Number - 1).ToString(), "no upload id"));
        await FillAsync(hoursFromNow: -1, rows: 1);
        Assert.Single(await _storage.Ports.Expiries.ReadAsync(ExpiryHour.AfterConcatenations, Now, 10, default));
    }

    private async Task<(int Entries, int Transactions)> CountReadingAsync(int limit)
    {
        _storage.Wire.Clear();
        var entries = await _storage.Ports.Expiries.ReadAsync(ExpiryHour.AfterConcatenations, Now, limit, default);
        Assert.All(entries, entry => Assert.True(entry.Hour.CompareTo(Now) < 0));
        return (entries.Count, _storage.Wire.Requests.Count);
    }

    private async Task FillAsync(int hoursFromNow, int rows)
    {
        var hour = new ExpiryHour(Now.Number + hoursFromNow).ToString();
        var actions = Enumerable.Range(0, rows).Select(
            _ => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity(hour, _ids.Next().Value)));
        foreach (var transaction in actions.Chunk(100))
        {
            await _storage.Clients.Expiries.SubmitTransactionAsync(transaction);
        }
    }
}
