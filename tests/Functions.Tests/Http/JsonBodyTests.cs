using System.Text;
using System.Text.Json;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Failures;
using SmartTransfer.Functions.Http;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Functions.Tests.Http;

/// <summary>Reading a JSON object as it arrives: the same whatever pieces the network makes of it, and within its bounds.</summary>
public sealed class JsonBodyTests
{
    private const int MaxBytes = 8 * 1024 * 1024;

    [Theory]
    [InlineData("{}")]
    [InlineData(""" {"a" : 1 , "list":[ ] } """)]
    [InlineData("""{"list":[1,[2,{"x":"]"}],"\"",null],"a":{"list":[3]}}""")]
    [InlineData("""{"list":null,"a":[1,2]}""")]
    [InlineData("""{"list":{"list":[1]},"other":[[]]}""")]
    [InlineData("\uFEFF{\"a\":\"\u00fc\u20ac\U0001f600\"}")]
    public async Task It_is_the_same_however_it_is_cut(string json)
    {
        using var whole = JsonDocument.Parse(json.TrimStart('\uFEFF'));
        for (var size = 1; size < 12; size++)
        {
            var (fields, elements) = await ReadAsync(Encoding.UTF8.GetBytes(json), size);
            foreach (var member in whole.RootElement.EnumerateObject())
            {
                if (member is { Name: "list", Value.ValueKind: JsonValueKind.Array })
                {
                    Assert.True(fields.Value.TakeElements("list"));
                    Assert.Equal(member.Value.EnumerateArray().Select(element => element.GetRawText()), elements);
                }
                else
                {
                    Assert.Equal(member.Value.GetRawText(), fields.Value.Take(member.Name)?.GetRawText() ?? "null");
                }
            }

            fields.Value.TakeElements("list");
            fields.Value.RefuseOthers();
            Assert.Null(fields.Value.Failure);
        }
    }

    [Theory]
    [InlineData("", "is not valid JSON")]
    [InlineData("  ", "is not valid JSON")]
    [InlineData("[1]", "not an object")]
    [InlineData("5", "not an object")]
    [InlineData("\"text\"", "not an object")]
    [InlineData("{\"a\":1", "is not valid JSON")]
    [InlineData("{\"a\":1}x", "is not valid JSON")]
    [InlineData("{\"a\":1}{}", "is not valid JSON")]
    [InlineData("{\"a\":1,}", "is not valid JSON")]
    [InlineData("{\n\"list\":[1,\n2 3]}", "line 3, byte 3")]
    [InlineData("{\"a\":1,\"\\u0061\":2}", "gives a name twice")]
    [InlineData("{\"list\":[1],\"list\":[2]}", "gives a name twice")]
    [InlineData("{\"list\":[{\"a\":1,\"a\":2}]}", "gives a name twice")]
    [InlineData("{\"\\ud800\":1}", "not valid Unicode")]
    [InlineData("{\"a\":{\"\\ud800\":1}}", "not valid Unicode")]
    [InlineData("{\"a\":[[[[[[[[[1]]]]]]]]]}", "is not valid JSON")]
    public async Task What_is_no_object_is_refused_however_it_is_cut(string json, string why)
    {
        for (var size = 1; size < 12; size++)
        {
            var (fields, _) = await ReadAsync(Encoding.UTF8.GetBytes(json), size);
            Assert.Equal(FailureCodes.BodyMalformed, fields.Failure?.Code);
            Assert.Contains(why, fields.Failure?.Detail, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("{\"a\":\"\u00fc\"}")]
    [InlineData("{\"\u00fc\":1}")]
    [InlineData("{\"list\":[\"\u00fc\"]}")]
    public async Task What_is_no_utf8_is_refused(string json)
    {
        var (fields, _) = await ReadAsync(Encoding.Latin1.GetBytes(json), 3);
        Assert.Contains("not UTF-8", fields.Failure?.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_list_of_short_elements_is_read_and_a_long_element_is_not()
    {
        var numbers = string.Join(",\n", Enumerable.Range(0, 500_000));
        var (fields, elements) = await ReadAsync(Encoding.UTF8.GetBytes($"{{\"list\":[{numbers}]}}"), 64 * 1024);
        Assert.True(fields.Value.TakeElements("list"));
        Assert.Equal(500_000, elements.Count);

        foreach (var json in new[] { $"{{\"list\":[\"{new string('x', 300_000)}\"]}}", $"{{\"a\":[{numbers}]}}", Members(100_000) })
        {
            var (refused, _) = await ReadAsync(Encoding.UTF8.GetBytes(json), 64 * 1024);
            Assert.Equal(FailureCodes.RequestTooLarge, refused.Failure?.Code);
        }

        static string Members(int count) => $"{{{string.Join(',', Enumerable.Range(0, count).Select(at => $"\"{at}\":{at}"))}}}";
    }

    [Fact]
    public async Task What_is_not_wanted_ends_the_reading()
    {
        var body = new PiecewiseStream(Encoding.UTF8.GetBytes($"{{\"list\":[{string.Join(',', new int[100_000])}]}}"), 1024);
        var fields = await JsonBody.ReadAsync(Request(body), MaxBytes, false, "list", _ => FailureCatalogue.RequestTooLarge());
        Assert.Equal(FailureCodes.RequestTooLarge, fields.Failure?.Code);
        Assert.True(body.Position <= 16 * 1024);
    }

    [Fact]
    public void Whatever_bytes_come_how_they_are_cut_changes_nothing()
    {
        var piece = Gen.Elements(
            "{", "}", "[", "]", ",", ":", "\"list\"", "\"a\"", "\"b\"", "1", "null", " ", "\n", "\"", "\\", "\u00ff", "{\"list\":[1,2]}");
        Always.Holds(from pieces in piece.ListOf() select string.Concat(pieces), text =>
        {
            var bytes = Encoding.Latin1.GetBytes(text);
            var (whole, elements) = ReadAsync(bytes, int.MaxValue).GetAwaiter().GetResult();
            var (cut, others) = ReadAsync(bytes, 1).GetAwaiter().GetResult();
            Assert.Equal(whole.Failure?.Detail, cut.Failure?.Detail);
            Assert.True(whole.Failure is not null || elements.SequenceEqual(others));
        });
    }

    private static async Task<(Outcome<JsonFields> Fields, List<string> Elements)> ReadAsync(byte[] json, int size)
    {
        var elements = new List<string>();
        var fields = await JsonBody.ReadAsync(Request(new PiecewiseStream(json, size)), MaxBytes, optional: false, "list", element =>
        {
            elements.Add(element.GetRawText());
            return null;
        });
        return (fields, elements);
    }

    private static HttpRequest Request(Stream body) =>
        new DefaultHttpContext { Request = { Body = body, ContentType = "application/json" } }.Request;

    private sealed class PiecewiseStream(byte[] content, int size) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
