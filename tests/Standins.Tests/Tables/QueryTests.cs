using Azure.Data.Tables;
using SmartTransfer.Testing.Azurite;

namespace SmartTransfer.Standins.Tests.Tables;

public sealed class QueryTests(AzuriteFixture azurite) : TableTest(azurite)
{
    [Fact]
    public async Task A_query_goes_on_beyond_the_1000_entities_of_a_page()
    {
        await AddAsync(1_100);

        var pages = await Table.QueryAsync<TableEntity>().AsPages().ToListAsync();

        Assert.Equal([1_000, 100], pages.Select(page => page.Values.Count));
        Assert.Equal(1_100, pages.SelectMany(page => page.Values).Select(entity => entity.RowKey).Distinct().Count());
    }

    [Fact]
    public async Task A_continuation_token_takes_the_query_up_where_it_stopped()
    {
        await AddAsync(5);
        var query = Table.QueryAsync<TableEntity>(maxPerPage: 2);

        var first = await query.AsPages().FirstAsync();
        var rest = await query.AsPages(first.ContinuationToken).SelectMany(page => page.Values.ToAsyncEnumerable()).ToListAsync();

        Assert.Equal(["row0000", "row0001"], first.Values.Select(entity => entity.RowKey));
        Assert.Equal(["row0002", "row0003", "row0004"], rest.Select(entity => entity.RowKey));
    }

    [Fact]
    public async Task A_page_size_hint_goes_before_the_size_given_to_the_query()
    {
        await AddAsync(4);

        var pages = await Table.QueryAsync<TableEntity>(maxPerPage: 1).AsPages(pageSizeHint: 3).ToListAsync();

        Assert.Equal([3, 1], pages.Select(page => page.Values.Count));
    }

    [Fact]
    public async Task A_filter_finds_text_that_looks_like_a_filter()
    {
        const string Hostile = "x' or PartitionKey ne 'x";
        await Table.AddEntityAsync(new TableEntity("p", "1") { ["Text"] = Hostile });
        await Table.AddEntityAsync(new TableEntity("p", "2") { ["Text"] = "x" });

        var found = await Table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"Text eq {Hostile}")).ToListAsync();

        Assert.Equal("1", Assert.Single(found).RowKey);
    }

    [Fact]
    public async Task A_filter_compares_every_type()
    {
        var guid = Guid.NewGuid();
        var instant = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        await Table.AddEntityAsync(new TableEntity("p", "1")
        {
            ["I"] = 1,
            ["L"] = 1L << 40,
            ["D"] = 1.5,
            ["B"] = true,
            ["G"] = guid,
            ["T"] = instant,
            ["X"] = new byte[] { 1, 200 },
        });
        await Table.AddEntityAsync(new TableEntity("p", "2"));
        FormattableString[] filters =
        [
            $"I eq {1}", $"L eq {1L << 40}", $"D gt {1.25}", $"B eq {true}",
            $"G eq {guid}", $"T le {instant}", $"X eq {new byte[] { 1, 200 }}",
            $"PartitionKey eq {"p"} and RowKey lt {"2"}",
        ];

        foreach (var filter in filters)
        {
            var found = await Table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter(filter)).ToListAsync();
            Assert.True(found is [{ RowKey: "1" }], $"{TableClient.CreateQueryFilter(filter)} found {found.Count}");
        }
    }

    [Fact]
    public async Task A_query_stops_when_it_is_cancelled()
    {
        await AddAsync(3);
        using var cancellation = new CancellationTokenSource();
        var seen = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Table.QueryAsync<TableEntity>(maxPerPage: 1, cancellationToken: cancellation.Token))
            {
                seen++;
                await cancellation.CancelAsync();
            }
        });

        Assert.Equal(1, seen);
    }

    private async Task AddAsync(int count)
    {
        foreach (var rows in Enumerable.Range(0, count).Chunk(100))
        {
            await Table.SubmitTransactionAsync(rows.Select(row =>
                new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", $"row{row:0000}"))));
        }
    }
}
