using Azure;
using Azure.Data.Tables;
using SmartTransfer.Testing.Azurite;

namespace SmartTransfer.Standins.Tests.Tables;

public sealed class TransactionTests(AzuriteFixture azurite) : TableTest(azurite)
{
    [Fact]
    public async Task A_transaction_does_all_its_actions_and_answers_in_their_order()
    {
        var merged = await Table.AddEntityAsync(new TableEntity("p'", "merge") { ["A"] = 1, ["B"] = 1 });
        await Table.AddEntityAsync(new TableEntity("p'", "replace") { ["A"] = 1, ["B"] = 1 });
        await Table.AddEntityAsync(new TableEntity("p'", "delete me"));

        var answer = await Table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, new TableEntity("p'", "add") { ["Text"] = "{'PUT'} ä" }),
            new(TableTransactionActionType.UpdateMerge, new TableEntity("p'", "merge") { ["A"] = 2 }, merged.Headers.ETag!.Value),
            new(TableTransactionActionType.UpdateReplace, new TableEntity("p'", "replace") { ["A"] = 2 }, ETag.All),
            new(TableTransactionActionType.Delete, new TableEntity("p'", "delete me")),
            new(TableTransactionActionType.UpsertMerge, new TableEntity("p'", "upsert1") { ["A"] = 1 }),
            new(TableTransactionActionType.UpsertReplace, new TableEntity("p'", "upsert2") { ["A"] = 1 }),
        ]);

        Assert.Equal(202, answer.GetRawResponse().Status);
        Assert.Equal([204, 204, 204, 204, 204, 204], answer.Value.Select(response => response.Status));
        var entities = await Table.QueryAsync<TableEntity>().ToDictionaryAsync(entity => entity.RowKey);
        Assert.Equal(["add", "merge", "replace", "upsert1", "upsert2"], entities.Keys.Order());
        Assert.Equal("{'PUT'} ä", entities["add"].GetString("Text"));
        Assert.Equal(entities["add"].ETag, answer.Value[0].Headers.ETag);
        Assert.Equal((2, 1), (entities["merge"].GetInt32("A"), entities["merge"].GetInt32("B")));
        Assert.Equal((2, (int?)null), (entities["replace"].GetInt32("A"), entities["replace"].GetInt32("B")));
    }

    [Fact]
    public async Task A_transaction_that_fails_names_the_action_and_changes_nothing()
    {
        await Table.AddEntityAsync(new TableEntity("p", "taken"));

        var failure = await Assert.ThrowsAsync<TableTransactionFailedException>(() => Table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, new TableEntity("p", "new")),
            new(TableTransactionActionType.Add, new TableEntity("p", "taken")),
        ]));

        Assert.Equal((409, "EntityAlreadyExists", 1), (failure.Status, failure.ErrorCode, failure.FailedTransactionActionIndex));
        Assert.False((await Table.GetEntityIfExistsAsync<TableEntity>("p", "new")).HasValue);
    }

    [Fact]
    public async Task A_transaction_with_a_stale_ETag_is_412()
    {
        var stale = (await Table.AddEntityAsync(new TableEntity("p", "r"))).Headers.ETag!.Value;
        await Table.UpsertEntityAsync(new TableEntity("p", "r") { ["N"] = 1 });

        var failure = await Assert.ThrowsAsync<TableTransactionFailedException>(() => Table.SubmitTransactionAsync(
            [new(TableTransactionActionType.UpdateReplace, new TableEntity("p", "r"), stale)]));

        Assert.Equal((412, "UpdateConditionNotSatisfied", 0), (failure.Status, failure.ErrorCode, failure.FailedTransactionActionIndex));
    }

    [Fact]
    public async Task A_transaction_without_actions_is_refused() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => Table.SubmitTransactionAsync([]));
}
