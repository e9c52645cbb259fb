using System.Buffers.Text;
using Azure.Data.Tables;
using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Properties;
using Xunit.Abstractions;

namespace SmartTransfer.EndToEnd;

/// <summary>The sweep costs what expires, not what exists.</summary>
public sealed class SweepCostTests(EndToEndFixture fixture, ITestOutputHelper output) : SweepTest(fixture, output)
{
    private const int Expired = 10;
    private const int Live = 10_000;
    private const int TransactionRows = 100;
    private const int IdBytes = 16;

    private readonly ITestOutputHelper _output = output;

    [Fact]
    public async Task Ten_thousand_live_uploads_cost_the_sweep_of_ten_expired_ones_not_one_storage_call()
    {
        var proxy = StartProxy();
        var host = await StartSweepingHostAsync(proxy);
        var alone = await CountSweepsAsync(host, proxy);

        await FillWithLiveUploadsAsync();
        var amongMany = await CountSweepsAsync(host, proxy);

        _output.WriteLine(
            $"Storage calls of two sweeps: {alone} for {Expired} expired uploads alone, {amongMany} with {Live} live ones beside them");
        Assert.Equal(alone, amongMany);
    }

    /// <summary>Abandons uploads, and counts the calls of the sweeps that remove them.</summary>
    private async Task<int> CountSweepsAsync(SweepingHost host, Testing.Hosts.StorageProxy proxy)
    {
        var ids = new List<string>();
        for (var number = 0; number < Expired; number++)
        {
            ids.Add(await UploadAsync(host.Client, chunks: 1));
        }

        Clock.Advance(Lifetime);
        var before = proxy.Requests.Count;
        Assert.Equal(Expired, (await host.SweepAsync()).Expired);
        Clock.Advance(Tombstone);
        Assert.Equal(Expired, (await host.SweepAsync()).Removed);
        var calls = proxy.Requests.Count - before;
        foreach (var id in ids)
        {
            Assert.Empty(await Stored.TracesAsync(id));
        }

        return calls;
    }

    /// <summary>Rows of uploads that expire long after this test: index rows by the hundred, and as many rows of sessions.</summary>
    private async Task FillWithLiveUploadsAsync()
    {
        for (var batch = 0; batch < Live / TransactionRows; batch++)
        {
            var hour = ExpiryHour.Of(Clock.GetUtcNow() + (4 * Lifetime) + TimeSpan.FromHours(batch % 24)).ToString();
            var ids = Enumerable.Range(0, TransactionRows).Select(
                row => Base64Url.EncodeToString(Values.RandomBytes(IdBytes, (batch * TransactionRows) + row))).ToArray();
            await AddAsync(Stored.Expiries, ids.Select(id => new TableEntity(hour, id)));

            // The rows of one upload can go in together, so a hundred uploads of a hundred instances each stand for as many sessions.
            await AddAsync(
                Stored.Uploads,
                Enumerable.Range(0, TransactionRows).Select(
                    row => new TableEntity(ids[0], row == 0 ? "session" : $"net:{row}") { ["Schema"] = 1 }));
        }
    }

    private static Task AddAsync(TableClient table, IEnumerable<TableEntity> rows) =>
        table.SubmitTransactionAsync(rows.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)));
}
