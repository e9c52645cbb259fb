using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Azure.Tables;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Testing.Azurite;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Azure.Tests.Tables;

/// <summary>What a page of a list costs, counted at the wire.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class TableUploadListTests(AzuriteFixture azurite)
{
    private const int Uploads = 20_000;
    private const int MaxActions = 100;

    private static readonly OwnerKey Alice = OwnerKey.Of("https://issuer", "alice");

    [Fact]
    public async Task A_page_of_twenty_thousand_uploads_costs_one_call_and_a_rare_state_a_few()
    {
        var calls = new CallCounter();
        var options = new StorageOptions
        {
            ConnectionString = azurite.ConnectionString,
            ContainerName = "list-cost",
            TablePrefix = $"lc{Guid.NewGuid():N}",
        };
        using var clients = new StorageClients(options, configure: one => one.AddPolicy(calls, HttpPipelinePosition.PerCall));
        using var provisioner = new StorageProvisioner(clients);
        await provisioner.EnsureAsync(default);
        await FillAsync(clients.Lists);
        var list = new TableUploadList(clients, provisioner);

        var first = await ReadAsync(new ListQuery(Alice, 50));
        Assert.Equal((50, 1), (first.Page.Uploads.Count, first.Calls));
        var second = await ReadAsync(new ListQuery(Alice, 50) { Continuation = first.Page.Continuation });
        Assert.Equal((50, 1), (second.Page.Uploads.Count, second.Calls));
        Assert.True(second.Page.Uploads[0].CreatedAt < first.Page.Uploads[^1].CreatedAt);
        var rare = await ReadAsync(new ListQuery(Alice, 50) { State = UploadState.Rejected });
        Assert.InRange(rare.Calls, 1, TableUploadList.MaxCalls);

        async Task<(ListPage Page, int Calls)> ReadAsync(ListQuery query)
        {
            calls.Count = 0;
            return ((await list.ReadAsync(query, default))!, calls.Count);
        }
    }

    private static async Task FillAsync(TableClient table)
    {
        var ids = new SequentialUploadIds();
        var rows = Enumerable.Range(0, Uploads).Select(n => ListRow.Write(
            ListedUpload.Of(SampleSession.Open(ids.Next(), 7) with
            {
                Owner = Alice,
                State = n == 0 ? UploadState.Rejected : UploadState.Completed,
                CreatedAt = ManualTimeProvider.DefaultStart.AddSeconds(n),
                ClosedAt = ManualTimeProvider.DefaultStart.AddSeconds(n + 1),
            }),
            Alice));
        await Parallel.ForEachAsync(
            rows.Chunk(MaxActions),
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (some, token) => await table.SubmitTransactionAsync(
                some.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)), token));
    }

    private sealed class CallCounter : HttpPipelineSynchronousPolicy
    {
        private int _count;

        public int Count
        {
            get => _count;
            set => _count = value;
        }

        public override void OnSendingRequest(HttpMessage message) => Interlocked.Increment(ref _count);
    }
}
