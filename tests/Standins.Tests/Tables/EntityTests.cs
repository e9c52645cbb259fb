using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using SmartTransfer.Testing.Azurite;

namespace SmartTransfer.Standins.Tests.Tables;

public sealed class EntityTests(AzuriteFixture azurite) : TableTest(azurite)
{
    [Fact]
    public async Task Every_type_comes_back_as_it_was_written()
    {
        var instant = new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.FromHours(2)).AddTicks(1_234_567);
        var guid = Guid.NewGuid();
        var entity = new TableEntity("p", "r")
        {
            ["Text"] = "Käse \"quoted\" \u2028 \\ {} ' 🧀",
            ["Empty"] = string.Empty,
            ["Int32"] = int.MinValue,
            ["Int64"] = long.MaxValue,
            ["Small64"] = 1L,
            ["Double"] = 0.1,
            ["WholeDouble"] = 3.0,
            ["NegativeInfinity"] = double.NegativeInfinity,
            ["NotANumber"] = double.NaN,
            ["True"] = true,
            ["Guid"] = guid,
            ["Instant"] = instant,
            ["Utc"] = instant.UtcDateTime,
            ["Bytes"] = new byte[] { 0, 255, 1 },
            ["Data"] = BinaryData.FromBytes(new byte[] { 7 }),
            ["Nothing"] = null,
        };

        var written = await Table.AddEntityAsync(entity);
        var read = (await Table.GetEntityAsync<TableEntity>("p", "r")).Value;

        Assert.Equal(204, written.Status);
        Assert.Equal(written.Headers.ETag, read.ETag);
        Assert.NotNull(read.Timestamp);
        Assert.Equal("Käse \"quoted\" \u2028 \\ {} ' 🧀", read.GetString("Text"));
        Assert.Equal(string.Empty, read.GetString("Empty"));
        Assert.Equal(int.MinValue, read.GetInt32("Int32"));
        Assert.Equal(long.MaxValue, read.GetInt64("Int64"));
        Assert.Equal(1L, read.GetInt64("Small64"));
        Assert.Equal(0.1, read.GetDouble("Double"));
        Assert.Equal(3.0, read.GetDouble("WholeDouble"));
        Assert.Equal(double.NegativeInfinity, read.GetDouble("NegativeInfinity"));
        Assert.Equal(double.NaN, read.GetDouble("NotANumber"));
        Assert.True(read.GetBoolean("True"));
        Assert.Equal(guid, read.GetGuid("Guid"));
        Assert.Equal(instant, read.GetDateTimeOffset("Instant"));
        Assert.Equal(instant.UtcDateTime, read.GetDateTime("Utc"));
        Assert.Equal([0, 255, 1], read.GetBinary("Bytes")!);
        Assert.Equal([7], read.GetBinaryData("Data")!.ToArray());
        Assert.False(read.ContainsKey("Nothing"));
    }

    [Fact]
    public async Task A_stale_ETag_is_412_UpdateConditionNotSatisfied()
    {
        var first = await Table.AddEntityAsync(new TableEntity("p", "r") { ["N"] = 1 });
        var stale = first.Headers.ETag!.Value;
        var second = await Table.UpdateEntityAsync(new TableEntity("p", "r") { ["N"] = 2 }, stale, TableUpdateMode.Replace);

        var third = new TableEntity("p", "r") { ["N"] = 3 };
        var update = await Fails(() => Table.UpdateEntityAsync(third, stale, TableUpdateMode.Replace));
        var merge = await Fails(() => Table.UpdateEntityAsync(third, stale));
        var delete = await Fails(() => Table.DeleteEntityAsync("p", "r", stale));

        Assert.All([update, merge, delete], failure => Assert.Equal(412, failure.Status));
        Assert.All([update, merge, delete], failure => Assert.Equal("UpdateConditionNotSatisfied", failure.ErrorCode));
        Assert.True(update.ErrorCode == TableErrorCode.UpdateConditionNotSatisfied);
        Assert.NotEqual(stale, second.Headers.ETag);
        Assert.Equal(2, (await Table.GetEntityAsync<TableEntity>("p", "r")).Value.GetInt32("N"));
    }

    [Fact]
    public async Task An_entity_read_can_be_written_back_under_its_ETag()
    {
        await Table.AddEntityAsync(new TableEntity("p", "r") { ["N"] = 1L });
        var read = (await Table.GetEntityAsync<TableEntity>("p", "r")).Value;
        read["N"] = 2;

        await Table.UpdateEntityAsync(read, read.ETag, TableUpdateMode.Replace);

        Assert.Equal(2L, (await Table.GetEntityAsync<TableEntity>("p", "r")).Value.GetInt64("N"));
    }

    [Fact]
    public async Task A_missing_entity_is_404_ResourceNotFound()
    {
        var get = await Fails(() => Table.GetEntityAsync<TableEntity>("p", "r"));
        var update = await Fails(() => Table.UpdateEntityAsync(new TableEntity("p", "r"), ETag.All));

        Assert.All([get, update], failure => Assert.Equal((404, "ResourceNotFound"), (failure.Status, failure.ErrorCode)));
    }

    [Fact]
    public async Task GetEntityIfExists_has_no_value_where_there_is_no_entity()
    {
        var missing = await Table.GetEntityIfExistsAsync<TableEntity>("p", "r");
        await Table.AddEntityAsync(new TableEntity("p", "r"));
        var present = await Table.GetEntityIfExistsAsync<TableEntity>("p", "r");

        Assert.False(missing.HasValue);
        Assert.Equal(404, missing.GetRawResponse().Status);
        Assert.Throws<InvalidOperationException>(() => missing.Value);
        Assert.True(present.HasValue);
        Assert.Equal("r", present.Value!.RowKey);
    }

    [Fact]
    public async Task An_entity_that_exists_is_409_EntityAlreadyExists()
    {
        await Table.AddEntityAsync(new TableEntity("p", "r"));

        var failure = await Fails(() => Table.AddEntityAsync(new TableEntity("p", "r")));

        Assert.Equal((409, "EntityAlreadyExists"), (failure.Status, failure.ErrorCode));
    }

    [Fact]
    public async Task Deleting_a_missing_entity_is_no_error()
    {
        await Table.AddEntityAsync(new TableEntity("p", "r"));

        Assert.Equal(204, (await Table.DeleteEntityAsync("p", "r")).Status);
        Assert.Equal(404, (await Table.DeleteEntityAsync("p", "r")).Status);
    }

    [Fact]
    public async Task Merge_keeps_the_properties_that_Replace_drops()
    {
        await Table.UpsertEntityAsync(new TableEntity("p", "r") { ["A"] = 1, ["B"] = 1 });
        await Table.UpsertEntityAsync(new TableEntity("p", "r") { ["A"] = 2 });
        var merged = (await Table.GetEntityAsync<TableEntity>("p", "r")).Value;
        await Table.UpsertEntityAsync(new TableEntity("p", "r") { ["A"] = 3 }, TableUpdateMode.Replace);
        var replaced = (await Table.GetEntityAsync<TableEntity>("p", "r")).Value;

        Assert.Equal((2, 1), (merged.GetInt32("A"), merged.GetInt32("B")));
        Assert.Equal((3, (int?)null), (replaced.GetInt32("A"), replaced.GetInt32("B")));
    }

    [Fact]
    public async Task An_update_without_an_ETag_is_refused_before_it_is_sent() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Table.UpdateEntityAsync(new TableEntity("p", "r"), default));

    [Theory]
    [InlineData("o'clock", "''")]
    [InlineData("100%", "a+b&c=d")]
    [InlineData("%27", "(x),RowKey='y'")]
    [InlineData("Käse 🧀", "a b;c:d@e")]
    [InlineData(".", "..")]
    public async Task Keys_with_special_characters_name_their_own_entity(string partitionKey, string rowKey)
    {
        await Table.AddEntityAsync(new TableEntity(partitionKey, rowKey) { ["N"] = 1 });
        await Table.UpsertEntityAsync(new TableEntity(partitionKey, rowKey) { ["N"] = 2 });

        var read = (await Table.GetEntityAsync<TableEntity>(partitionKey, rowKey)).Value;
        var deleted = await Table.DeleteEntityAsync(read, read.ETag);

        Assert.Equal((partitionKey, rowKey, 2), (read.PartitionKey, read.RowKey, read.GetInt32("N")));
        Assert.Equal(204, deleted.Status);
        Assert.False((await Table.GetEntityIfExistsAsync<TableEntity>(partitionKey, rowKey)).HasValue);
    }

    [Fact]
    public async Task Select_returns_only_what_was_asked_for()
    {
        await Table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1, ["B"] = 2 });

        var read = (await Table.GetEntityAsync<TableEntity>("p", "r", ["B"])).Value;

        Assert.False(read.ContainsKey("A"));
        Assert.Equal(2, read.GetInt32("B"));
        Assert.NotEqual(default, read.ETag);
    }

    private static Task<RequestFailedException> Fails(Func<Task> action) => Assert.ThrowsAsync<RequestFailedException>(action);
}
