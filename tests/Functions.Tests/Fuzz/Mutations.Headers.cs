using System.Globalization;

namespace SmartTransfer.Functions.Tests.Fuzz;

/// <content>What is done to the head, and the words that it is done with.</content>
internal sealed partial class Mutations
{
    private static readonly string[] ChunkSizes =
    [
        "", "g", "-1", "+5", "0x5", "ffffffffffffffff", "7fffffffffffffff", "8000000000000000", "ffffffff00000000", "10000000000000005",
        "80000000", "fffffffffffffffffffff", " 5", "5 ", "5;", "\0", "\u00ff", "00000000000000000000005", "1\t",
    ];

    private static readonly string[] InPaths =
    [
        "/", "//", ".", "/../", "/./", "%2F", "%2f", "%00", "%", "%zz", "%C3%A4", "\u00c3\u00a4", "\u00ff", "+", ";a=b", "#x", "\\",
    ];

    private static readonly string[] InJson =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "null", "-", "\\ud800", "\0", "\n", "//", "1e9",
    ];

    private static readonly string[] JsonValues =
    [
        "null", "true", "-1", "1.5", "1e3", "1e400", "9223372036854775807", "9223372036854775808", "99999999999999999999999999", "\"\"",
        "\"\\u0000\"", "\"\\ud800\"", "\"../../x\"", "[]", "{}", "[[[[[[[[[[]]]]]]]]]]", "\"" + "\u65e5" + "\"",
    ];

    private static readonly string[] JsonMembers =
    [
        "\"length\":1", "\"fileName\":\"b\"", "\"contentType\":\"\"", "\"contentType\":\"undefined\"", "\"contentType\":\"image/*\"",
        "\"contentType\":\"a/b;c=\\\"\\td\\\"\"", "\"metadata\":{\"a\":1}", "\"metadata\":{\"a\":\"\\n\"}",
        "\"expected\":{\"crc64nvme\":\"x\"}", "\"expected\":{\"sha256\":null}", "\"expected\":[]", "\"manifest\":[{}]",
        "\"manifest\":[{\"offset\":9223372036854775807,\"length\":9223372036854775807}]",
        "\"manifest\":[{\"offset\":-1,\"length\":0,\"sha256\":\"00\"}]", "\"manifest\":[]", "\"x\":1",
    ];

    private static readonly string[] Values =
    [
        "", " ", "0", "1", "-1", "1.0.0", "x", "*", "\"\"", "\"", ",", ";", "=", "?1", "?0", "()", "a=1", "sha1 AAAA",
        "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", "sha-256=:AAAA:", "sha-256=::", "final;", "final;/api/tus/x", "partial",
        "final;/api/tus/AAAAAAAAAAAAAAAAAAAAAA", "bytes=0-", "bytes=5-2", "bytes=-0", "bytes=99999999999999999999-",
        "bytes=0-99999999999999999999", "bytes=0-0,1-1", "bytes=", "bytes 0-1/2", "application/json",
        "application/json; charset=\"utf-8\"", "application/json; charset=utf-16", "multipart/form-data; boundary=x", "text/plain",
        "application/x-www-form-urlencoded", "gzip", "identity", "chunked", "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT", "a YQ==", "a YQ==,a YQ==", "filename Li4vYQ==", "filename /w==", "filetype bnVsbA==",
        "filetype aW1hZ2UvKg==", "a /w==", "a CQo=", "a Y\tQ==", "bytes=1048576, ms=8123, attempts=3, failed=2",
        "bytes=99999999999999999999", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    ];

    private static readonly string[] Names =
    [
        "X-HTTP-Method-Override", "Content-Encoding", "Expect", "Trailer", "Upload-Length", "Upload-Offset", "Upload-Defer-Length",
        "Upload-Concat", "Upload-Metadata", "Upload-Checksum", "Tus-Resumable", "Range", "If-Range", "If-Match", "If-None-Match",
        "If-Modified-Since", "If-Unmodified-Since", "Connection", "Upgrade", "traceparent", "tracestate", "X-Forwarded-For", "Cookie",
        "Host", "Content-Type", "Accept", "Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers", "Authorization",
        "x-functions-key", "Transfer-Client", "Transfer-Report", "Content-Digest", "x-chunk-sha256", "TE", "Date", "Content-Range",
        "Content-Length", "Transfer-Encoding",
    ];

    private static readonly Dictionary<string, string[]> Apt = new()
    {
        ["Connection"] = ["close", "keep-alive", "Upgrade", "Upload-Offset"],
        ["Upgrade"] = ["h2c", "websocket"],
        ["Expect"] = ["100-continue", "200-ok"],
        ["Trailer"] = ["Upload-Checksum", "Content-Length"],
        ["X-HTTP-Method-Override"] = ["PATCH", "HEAD", "DELETE", "POST", "OPTIONS", "head", "FOO", "\u00ff"],
        ["Transfer-Encoding"] = ["gzip", "gzip, chunked", "chunked"],
        ["Content-Length"] = ["0", "5", "-1"],
        ["Origin"] = ["https://app.example", "null", "\u00ff"],
        ["Access-Control-Request-Method"] = ["PUT", ""],
        ["X-Forwarded-For"] = ["203.0.113.7, 198.51.100.1:99", "x, [::1]:7", ","],
    };

    // What says where a request ends: once it is another, so may be the end.
    private static readonly string[] Framings =
    [
        "Content-Length", "Transfer-Encoding", "Expect", "Connection", "Upgrade", "Host", "Trailer",
    ];

    private void WithoutHeader(RawRequest request)
    {
        if (request.Headers.Count > 0)
        {
            request.Headers.RemoveAt(_random.Next(request.Headers.Count));
        }
    }

    private void HeaderTwice(RawRequest request)
    {
        if (request.Headers.Count > 0)
        {
            var (name, value) = Pick(request.Headers);
            Add(request, name, _random.Next(2) == 0 ? value : Pick(Values));
        }
    }

    private void HeaderValue(RawRequest request)
    {
        if (request.Headers.Count > 0)
        {
            var name = Pick(request.Headers).Name;
            Replace(request, name, Pick(Values));
        }
    }

    private void HeaderBytes(RawRequest request)
    {
        if (request.Headers.Count > 0)
        {
            var (name, value) = Pick(request.Headers);
            var at = _random.Next(value.Length + 1);
            var odd = Pick(
                "\0", "\u0001", "\t", "\u007f", "\u00c3\u00a4", "\u00ff", "\u00e2\u0080\u00ae", " ", ",", ";", "\"", "\\", "\r", "\n",
                "\r\n ");
            Replace(request, name, value.Insert(at, odd));
            request.IsWhole &= !odd.AsSpan().ContainsAny('\r', '\n', '\0');
        }
    }

    private void HeaderMore(RawRequest request)
    {
        var name = Pick(Names);
        Add(request, name, Apt.TryGetValue(name, out var apt) && _random.Next(3) > 0 ? Pick(apt) : Pick(Values));
    }

    private void HeaderHuge(RawRequest request) =>
        Add(
            request,
            Pick([.. Names, "X-Anything", new string('n', 500)]),
            new string(Pick('x', '1', ',', ' ', '"'), Pick(500, 5_000, 20_000, 40_000)));

    private void HeaderNumber(RawRequest request)
    {
        var numbers = request.Headers.FindAll(
            header => long.TryParse(header.Value, NumberStyles.None, CultureInfo.InvariantCulture, out _));
        if (numbers.Count == 0)
        {
            return;
        }

        var (name, value) = Pick(numbers);
        var number = long.Parse(value, CultureInfo.InvariantCulture);
        Replace(
            request,
            name,
            Pick(
                Text(number + 1), Text(Math.Max(0, number - 1)), $"-{value}", $"+{value}", $" {value} ", $"0{value}", $"{value}.0",
                $"{value}e0", "9223372036854775807", "9223372036854775808", "99999999999999999999999999", "274877906945",
                "\u0661", "0x1", string.Empty));
    }

    private void HeadSyntax(RawRequest request)
    {
        request.IsWhole = false;
        Pick<Action>(
            () => request.LineEnd = "\n",
            () => request.LineEnd = "\r",
            () => request.Headers.Add(("", "x")),
            () => request.Headers.Add(("A b", "x")),
            () => request.Headers.Add(("X ", "x")),
            () => request.Headers.Add(("\u00e4", "x")),
            () => request.Headers.Add(("X\0", "x")),
            () => request.Headers.Insert(0, (" folded", "x")),
            () => request.Headers.AddRange(Enumerable.Range(0, 150).Select(i => ($"X-{i}", "x"))),
            () => request.Headers.Add(("no colon\r\nX", "y")))();
    }

    private static void Add(RawRequest request, string name, string value)
    {
        request.Headers.Add((name, value));
        Note(request, name);
    }

    private static void Replace(RawRequest request, string name, string value)
    {
        request.Set(name, value);
        Note(request, name);
    }

    private static void Note(RawRequest request, string name)
    {
        if (Framings.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            (request.IsWhole, request.IsTrue) = (false, false);
        }

        // Then the bytes stand where they do not belong, and are no part of the file there.
        if (name.StartsWith("Upload-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("X-HTTP", StringComparison.OrdinalIgnoreCase))
        {
            request.IsTrue = false;
        }
    }
}
