using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using SmartTransfer.Testing.Azurite;

namespace SmartTransfer.Standins.Tests.Tables;

public sealed class TableOperationTests(AzuriteFixture azurite) : TableTest(azurite)
{
    [Fact]
    public async Task Create_if_not_exists_succeeds_twice()
    {
        var table = new TableServiceClient(ConnectionString).GetTableClient("u" + Guid.NewGuid().ToString("N"));

        var first = await table.CreateIfNotExistsAsync();
        var second = await table.CreateIfNotExistsAsync();
        await table.DeleteAsync();

        Assert.Equal((table.Name, 204), (first.Value.Name, first.GetRawResponse().Status));
        Assert.Equal((table.Name, 409), (second.Value.Name, second.GetRawResponse().Status));
    }

    [Fact]
    public async Task Create_fails_where_the_table_exists()
    {
        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => Table.CreateAsync());

        Assert.Equal((409, "TableAlreadyExists"), (failure.Status, failure.ErrorCode));
        Assert.True(failure.ErrorCode == TableErrorCode.TableAlreadyExists);
    }

    [Fact]
    public async Task Deleting_a_missing_table_is_no_error()
    {
        var service = new TableServiceClient(ConnectionString);

        Assert.Equal(404, (await service.DeleteTableAsync("missing")).Status);
    }

    [Fact]
    public async Task An_entity_of_a_missing_table_is_404_TableNotFound()
    {
        var table = new TableClient(ConnectionString, "missing");

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "r")));

        Assert.Equal((404, "TableNotFound"), (failure.Status, failure.ErrorCode));
    }

    [Fact]
    public async Task Tables_are_listed_by_filter_and_page_by_page()
    {
        var service = new TableServiceClient(ConnectionString);
        await service.CreateTableIfNotExistsAsync("listed1");
        await service.CreateTableIfNotExistsAsync("listed2");

        FormattableString filter = $"TableName eq {"listed2"}";
        var filtered = await service.QueryAsync(filter).ToListAsync();
        var pages = await service.QueryAsync(maxPerPage: 1).AsPages().ToListAsync();

        Assert.Equal("listed2", Assert.Single(filtered).Name);
        Assert.All(pages, page => Assert.True(page.Values.Count <= 1));
        var names = pages.SelectMany(page => page.Values).Select(table => table.Name).ToHashSet();
        Assert.Superset(new HashSet<string> { "listed1", "listed2", Table.Name }, names);
        await service.DeleteTableAsync("listed1");
        await service.DeleteTableAsync("listed2");
    }
}
