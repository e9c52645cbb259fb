using Azure;
using Azure.Data.Tables;

namespace SmartTransfer.Standins.Tests.Tables;

public sealed class TableEntityTests
{
    [Fact]
    public void A_property_is_not_read_as_another_type()
    {
        var entity = new TableEntity { ["N"] = 1L };

        Assert.Throws<InvalidOperationException>(() => entity.GetInt32("N"));
        Assert.Throws<InvalidOperationException>(() => entity.GetString("N"));
    }

    [Fact]
    public void A_missing_property_is_null()
    {
        var entity = new TableEntity();

        Assert.Null(entity["X"]);
        Assert.Null(entity.GetInt64("X"));
        Assert.False(entity.TryGetValue("X", out _));
        Assert.Equal(default, entity.ETag);
        Assert.Null(entity.Timestamp);
    }

    [Fact]
    public void A_property_keeps_its_type()
    {
        var entity = new TableEntity { ["L"] = 1L, ["D"] = 1.5, ["S"] = "x" };
        entity["L"] = 2;
        entity["D"] = 2;

        Assert.Equal(2L, entity["L"]);
        Assert.Equal(2.0, entity["D"]);
        Assert.Throws<InvalidOperationException>(() => entity["S"] = 1);
    }

    [Fact]
    public void Instants_and_bytes_are_read_in_either_form()
    {
        var instant = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var entity = new TableEntity { ["T"] = instant, ["U"] = instant.UtcDateTime, ["B"] = new byte[] { 1 } };

        Assert.Equal(instant.UtcDateTime, entity.GetDateTime("T"));
        Assert.Equal(instant, entity.GetDateTimeOffset("U"));
        Assert.Equal([1], entity.GetBinaryData("B")!.ToArray());
    }

    [Fact]
    public void The_keys_are_properties_too()
    {
        var entity = new TableEntity("p", "r") { ETag = new ETag("W/\"x\""), ["A"] = 1 };

        Assert.Equal(["A", "PartitionKey", "RowKey", "odata.etag"], entity.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("p", entity["PartitionKey"]);
        Assert.Equal(entity, new TableEntity(entity), (left, right) => left.SequenceEqual(right));
    }
}
