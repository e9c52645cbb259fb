using System.Globalization;
using System.Text;

namespace SmartTransfer.Functions.Tests.Fuzz;

/// <summary>What makes a good request another one: now and then nothing, mostly one thing, sometimes several.</summary>
internal sealed partial class Mutations
{
    private readonly Random _random;
    private readonly (string Name, Action<RawRequest> Do)[] _all;

    public Mutations(Random random)
    {
        _random = random;
        _all =
        [
            ("method", Method),
            ("target", Target),
            ("query", Query),
            ("version", Version),
            ("header taken away", WithoutHeader),
            ("header twice", HeaderTwice),
            ("header value", HeaderValue),
            ("header value", HeaderValue),
            ("header bytes", HeaderBytes),
            ("header more", HeaderMore),
            ("header more", HeaderMore),
            ("header huge", HeaderHuge),
            ("header number", HeaderNumber),
            ("head syntax", HeadSyntax),
            ("body bytes", BodyBytes),
            ("body json", BodyJson),
            ("body json", BodyJson),
            ("body cut", BodyCut),
            ("body too long", BodyTooLong),
            ("framing of chunks", ChunkFraming),
            ("framing of chunks", ChunkFraming),
            ("size of a chunk", ChunkSize),
            ("size of a chunk", ChunkSize),
            ("framing", LengthFraming),
        ];
    }

    /// <summary>Changes a request.</summary>
    public void Apply(RawRequest request)
    {
        var count = _random.Next(10) switch
        {
            < 2 => 0,
            < 7 => 1,
            < 9 => 2,
            _ => 4,
        };
        for (var i = 0; i < count; i++)
        {
            var (name, change) = Pick(_all);
            change(request);
            request.Mutations.Add(name);
        }
    }

    private T Pick<T>(params IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    private void Method(RawRequest request) =>
        request.Method = Pick(
            "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "FOO", "head", "Get", "post", "PROPFIND", "*",
            "G\u00e4T", "GET\0", "", new string('M', 300));

    private void Target(RawRequest request)
    {
        var at = _random.Next(request.Target.Length + 1);
        request.Target = Pick<Func<string>>(
            () => request.Target.Insert(at, Pick(InPaths)),
            () => request.Target + "/",
            () => request.Target.ToUpperInvariant(),
            () => request.Target.Replace("a", "%61", StringComparison.Ordinal),
            () => request.Target[..at],
            () => $"http://127.0.0.1{request.Target}",
            () => "*",
            () => "//" + request.Target,
            () => request.Target + new string('x', Pick(100, 5_000, 40_000)),
            () => request.Target.Replace("/api/", "/api//", StringComparison.Ordinal))();
    }

    private void Query(RawRequest request) =>
        request.Target += Pick(
            "?", "?chunks=false", "?chunks=x", "?chunks=%00", "?chunks=\u00ff", "?chunks=true&chunks=false", "?code=abc", "?%", "?=&=&",
            "?a=%C3%28", "?" + new string('q', 3_000), "?chunks=false%0d%0aX: y", "?chunks[]=1", "??");

    private void Version(RawRequest request) =>
        request.Version = Pick("HTTP/1.0", "HTTP/1.1 ", "HTTP/2.0", "HTTP/9.9", "HTTP/1.2", "http/1.1", "", "HTTP/1.1\0");

    private void BodyBytes(RawRequest request)
    {
        if (request.Body.Length > 0)
        {
            request.Body[_random.Next(request.Body.Length)] ^= (byte)(1 << _random.Next(8));
            request.IsTrue = false;
        }
    }

    private void BodyCut(RawRequest request)
    {
        var bytes = request.ToBytes();
        var head = bytes.AsSpan().IndexOf(Encoding.Latin1.GetBytes(request.LineEnd + request.LineEnd)) + (2 * request.LineEnd.Length);
        if (head < bytes.Length)
        {
            request.Wire = bytes[head.._random.Next(head, bytes.Length)];
            request.IsWhole = false;
        }
    }

    private void BodyTooLong(RawRequest request)
    {
        var more = FuzzFile.Bytes(request.Body.Length, Pick(1, 100, 70_000));
        if (request.Framing is Framing.Sized && _random.Next(2) == 0)
        {
            // After the announced length: the server takes it for another request, and closes.
            // Where the body was cut before, what is added stands in its place.
            request.IsTrue &= request.Wire is null;
            request.Wire = [.. request.Wire ?? request.Body, .. more];
            request.IsWhole = false;
        }
        else
        {
            request.Body = [.. request.Body, .. more];
            request.Framing = request.Framing is Framing.None ? Framing.Sized : request.Framing;
            request.IsTrue = false;
        }
    }

    private void BodyJson(RawRequest request)
    {
        var text = Encoding.UTF8.GetString(request.Body);
        if (request.Operation is not ("StartUpload" or "CompleteUpload"))
        {
            return;
        }

        text = text.Length == 0 ? "{}" : text;
        var at = _random.Next(text.Length + 1);
        var colon = text.LastIndexOf(':');
        request.Body = Pick<Func<byte[]>>(
            () => Encoding.UTF8.GetBytes(text.Insert(at, Pick(InJson))),
            () => Encoding.UTF8.GetBytes(text[..at]),
            () => Encoding.UTF8.GetBytes(text[..(colon + 1)] + Pick(JsonValues) + "}"),
            () => Encoding.UTF8.GetBytes(text.Insert(1, Pick(JsonMembers) + (text.Length > 2 ? "," : string.Empty))),
            () => [.. "\uFEFF"u8, .. request.Body],
            () => [.. request.Body, (byte)_random.Next(256)],
            () => [.. request.Body.AsSpan(0, request.Body.Length / 2), 0xff, .. request.Body.AsSpan(request.Body.Length / 2)],
            () => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Pick("[", "{\"a\":"), 5_000))),
            () => Encoding.UTF8.GetBytes(text + new string(' ', 70_000)),
            () => Encoding.Unicode.GetBytes(text),
            () => Encoding.UTF8.GetBytes(Pick("null", "[]", "\"x\"", "1", "{}", "", "{\"\\ud800\":1}", "{\"a\":1,\"a\":2}")))();
        request.Framing = request.Framing is Framing.None ? Framing.Sized : request.Framing;
        if (!request.Headers.Any(header => header.Name == "Content-Type"))
        {
            request.Headers.Add(("Content-Type", "application/json"));
        }
    }

    private void ChunkSize(RawRequest request)
    {
        var good = RawRequest.Chunks(request.Body, Math.Max(1, request.Body.Length / 2));
        var first = good.AsSpan().IndexOf("\r\n"u8);
        request.Framing = Framing.Chunked;
        request.Wire = [.. Encoding.Latin1.GetBytes(Pick(ChunkSizes)), .. good[first..]];
        (request.IsWhole, request.IsTrue) = (false, false);
    }

    private void ChunkFraming(RawRequest request)
    {
        var body = request.Body;
        var good = RawRequest.Chunks(body, Pick(1, 7, 1_000, 100_000));
        var half = good.Length / 2;
        request.Framing = Framing.Chunked;
        request.Wire = Pick<Func<byte[]>>(
            () => good,
            () => RawRequest.Chunks(body, 1_000, Pick(";a", ";a=\"b;c\"", ";", ";" + new string('e', 3_000))),
            () => Faulty(RawRequest.Chunks(body, 1_000, " ")),
            () => RawRequest.Chunks(body, 1_000, "", Pick("X: y\r\n", "Upload-Checksum: sha1 AAAA\r\n", "Content-Length: 1\r\n")),
            () => Faulty(RawRequest.Chunks(body, 1_000, "", "\u00ff: \0\r\n")),
            () => Faulty([.. good[..half], .. Encoding.Latin1.GetBytes(Pick(ChunkSizes) + "\r\n"), .. good[half..]]),
            () => Faulty(good[..^_random.Next(1, 6)]),
            () => Faulty([.. good, .. good]),
            () => Faulty([.. Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(good).Replace("\r\n", "\n", StringComparison.Ordinal))]),
            () => Faulty([.. "\r\n"u8, .. good]))();

        byte[] Faulty(byte[] wire)
        {
            (request.IsWhole, request.IsTrue) = (false, false);
            return wire;
        }
    }

    private void LengthFraming(RawRequest request)
    {
        request.IsWhole = false;
        request.IsTrue = false;
        request.Wire = request.Framing is Framing.Chunked ? RawRequest.Chunks(request.Body) : request.Body;
        var length = request.Body.Length;
        request.Framing = Framing.None;
        request.Headers.AddRange(Pick<(string, string)[]>(
            [("Content-Length", $"+{length}")],
            [("Content-Length", $"-{length}")],
            [("Content-Length", $"{length}, {length}")],
            [("Content-Length", $"{length}"), ("Content-Length", $"{length + 1}")],
            [("Content-Length", $"{length + 5}")],
            [("Content-Length", $"{Math.Max(0, length - 1)}")],
            [("Content-Length", "99999999999999999999999")],
            [("Content-Length", "0x10")],
            [("Content-Length", "")],
            [("Content-Length", $"{length}"), ("Transfer-Encoding", "chunked")],
            [("Transfer-Encoding", "gzip, chunked")],
            [("Transfer-Encoding", "chunked, gzip")],
            [("Transfer-Encoding", "gzip"), ("Transfer-Encoding", "chunked")],
            [("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "chunked")],
            [("Transfer-Encoding", "identity")],
            [("Transfer-Encoding", "CHUNKED")],
            [("Transfer-Encoding", " chunked ,")],
            [("Transfer-Encoding", "")],
            []));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
