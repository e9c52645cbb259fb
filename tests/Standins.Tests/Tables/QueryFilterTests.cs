using System.Text;
using Azure.Data.Tables;

namespace SmartTransfer.Standins.Tests.Tables;

public sealed class QueryFilterTests
{
    public static TheoryData<object?, string> Literals => new()
    {
        { "o'clock", "'o''clock'" },
        { '\'', "''''" },
        { new StringBuilder("a'b"), "'a''b'" },
        { null, "null" },
        { true, "true" },
        { 42, "42" },
        { -1.5, "-1.5" },
        { 42L, "42L" },
        { Guid.Parse("00000000-0000-0000-0000-00000000000a"), "guid'00000000-0000-0000-0000-00000000000a'" },
        { new DateTimeOffset(2026, 1, 1, 1, 0, 0, TimeSpan.FromHours(1)), "datetime'2026-01-01T00:00:00Z'" },
        { new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddTicks(1), "datetime'2026-01-01T00:00:00.0000001Z'" },
        { new byte[] { 1, 171 }, "X'01AB'" },
    };

    [Theory]
    [MemberData(nameof(Literals))]
    public void A_value_becomes_an_OData_literal(object? value, string literal) =>
        Assert.Equal($"P eq {literal}", TableClient.CreateQueryFilter($"P eq {value}"));

    [Fact]
    public void A_value_without_a_literal_is_refused() =>
        Assert.Throws<ArgumentException>(() => TableClient.CreateQueryFilter($"P eq {new object()}"));
}
