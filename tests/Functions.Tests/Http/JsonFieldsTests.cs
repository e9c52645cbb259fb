using System.Text;
using System.Text.Json;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;
using SmartTransfer.Functions.Http;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Functions.Uploads;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Functions.Tests.Http;

/// <summary>
/// The reader of JSON objects, and what is read with it: whatever a client sends, it is a value or a failure, never an
/// exception.
/// </summary>
public sealed class JsonFieldsTests
{
    [Fact]
    public void The_first_failure_is_the_one_that_is_told()
    {
        var fields = Fields("""{ "a": 1, "b": 2 }""");
        Assert.Null(fields.Text("a"));
        Assert.Null(fields.Text("b"));
        fields.RefuseOthers();
        Assert.Equal("a", fields.Failure?.Facts["field"]);
    }

    [Fact]
    public void A_field_that_is_null_or_left_out_is_not_there()
    {
        var fields = Fields("""{ "a": null }""");
        Assert.Null(fields.Take("a"));
        Assert.Null(fields.Take("b"));
        Assert.Null(fields.Text("a"));
        fields.RefuseOthers();
        Assert.Null(fields.Failure);
    }

    [Theory]
    [InlineData("""{ "n": 9223372036854775807 }""", long.MaxValue)]
    [InlineData("""{ "n": -5 }""", -5)]
    [InlineData("""{ "n": 0 }""", 0)]
    public void Whole_numbers_are_read(string json, long number)
    {
        var fields = Fields(json);
        Assert.Equal(number, fields.Int64("n"));
        Assert.Null(fields.Failure);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "n": null }""")]
    [InlineData("""{ "n": "5" }""")]
    [InlineData("""{ "n": 1.5 }""")]
    [InlineData("""{ "n": 1e1 }""")]
    [InlineData("""{ "n": 9223372036854775808 }""")]
    public void What_is_no_whole_number_is_a_failure(string json)
    {
        var fields = Fields(json);
        fields.Int64("n");
        Assert.Equal("field-invalid", fields.Failure?.Code);
    }

    [Fact]
    public void A_field_within_a_field_is_named_with_its_path()
    {
        var fields = new JsonFields(JsonElement.Parse("""{ "x": 1 }"""), "expected.");
        fields.RefuseOthers();
        Assert.Equal("expected.x", fields.Failure?.Facts["field"]);
    }

    [Fact]
    public void A_name_that_is_not_known_is_shown_by_its_beginning_and_without_control_characters()
    {
        var fields = Fields($$"""{ "\u0000\n{{new string('x', 1000)}}": 1 }""");
        fields.RefuseOthers();
        Assert.Equal(new string('x', 62), fields.Failure?.Facts["field"]);
    }

    [Fact]
    public void Whatever_object_comes_the_readers_give_a_value_or_a_failure()
    {
        var names = Gen.Elements(
            "fileName",
            "length",
            "contentType",
            "expected",
            "metadata",
            "manifest",
            "sha256",
            "crc64nvme",
            "offset",
            "x",
            "\\ud800",
            "\\u0000");
        var leaves = Gen.Elements(
            "null",
            "true",
            "0",
            "-1",
            "1e400",
            "9223372036854775808",
            "\"\"",
            "\"a\"",
            "\"\\ud800\"",
            "\"\\u0000\"",
            "\"\u00ff\"",
            "[]",
            "{}",
            "[{}]",
            "[null]");
        var objects =
            from fields in (from name in names from value in leaves select $"\"{name}\": {value}").ListOf()
            select $"{{ {string.Join(", ", fields.DistinctBy(field => field.Split(':')[0]))} }}";
        var nested =
            from name in names
            from inner in objects
            from outer in objects
            select outer == "{  }"
                ? $"{{ \"{name}\": {inner} }}"
                : $"{outer[..^2]}, \"inner-{name}\": [{inner}], \"manifest2\": {inner} }}";

        Always.Holds(Gen.OneOf(
            objects,
            nested,
            from name in names from inner in objects select $"{{ \"{name}\": {inner} }}",
            from inner in objects select $"{{ \"manifest\": [{inner}] }}"), json =>
        {
            // Latin-1, so that some of the bytes are no UTF-8.
            var bytes = Encoding.Latin1.GetBytes(json);
            var body = JsonBody.ReadAsync(Request(bytes), maxBytes: 100_000, optional: false).GetAwaiter().GetResult();
            Assert.True(body.TryGet(out var fields, out var unreadable) || unreadable.Code == "body-malformed");
            Assert.True(fields is null || NewUploadReader.Read(fields).TryGet(out _, out var start) || start.Code.Length > 0);

            using var held = new HeldBytes(new BytesInFlight(new AdmissionOptions()), UploadId.FromBytes(new byte[16]));
            var completion = new CompletionReader(held).ReadAsync(Request(bytes)).GetAwaiter().GetResult();
            Assert.True(completion.TryGet(out _, out var complete) || complete.Code.Length > 0);
        });
    }

    private static HttpRequest Request(byte[] body) =>
        new DefaultHttpContext { Request = { Body = new MemoryStream(body), ContentType = "application/json" } }.Request;

    private static JsonFields Fields(string json) => new(JsonElement.Parse(json));
}
