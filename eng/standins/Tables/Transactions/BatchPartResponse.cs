using System.Diagnostics.CodeAnalysis;
using Azure.Core;

namespace Azure.Data.Tables.Transactions;

/// <summary>The service's answer to one action of a transaction.</summary>
internal sealed class BatchPartResponse(int status, string reasonPhrase, IEnumerable<(string Name, string Value)> headers, byte[] body)
    : Response
{
    private readonly ILookup<string, string> _headers =
        headers.ToLookup(header => header.Name, header => header.Value, StringComparer.OrdinalIgnoreCase);

    public override int Status => status;

    public override string ReasonPhrase => reasonPhrase;

    public override bool IsError => status >= 400;

    public override Stream? ContentStream { get; set; } = new MemoryStream(body, 0, body.Length, writable: false, publiclyVisible: true);

    public override string ClientRequestId { get; set; } = string.Empty;

    public override void Dispose()
    {
        // The content stays readable, as that of every buffered response does.
    }

    protected override bool ContainsHeader(string name) => _headers.Contains(name);

    protected override IEnumerable<HttpHeader> EnumerateHeaders() =>
        _headers.Select(group => new HttpHeader(group.Key, string.Join(',', group)));

    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value)
    {
        value = _headers.Contains(name) ? string.Join(',', _headers[name]) : null;
        return value is not null;
    }

    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
    {
        values = _headers.Contains(name) ? _headers[name] : null;
        return values is not null;
    }
}
