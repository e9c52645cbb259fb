using System.Text;
using Azure.Data.Tables.Protocol;

namespace Azure.Data.Tables.Transactions;

/// <summary>
/// The body of an entity group transaction: one change set in a multipart message, each part a whole HTTP request.
/// Source: https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions
/// </summary>
internal sealed class BatchRequest
{
    private const string LineEnd = "\r\n";

    public BatchRequest(TableConnection connection, IReadOnlyList<TableRequest> requests)
    {
        var batch = $"batch_{Guid.NewGuid()}";
        var changeSet = $"changeset_{Guid.NewGuid()}";
        var text = new StringBuilder();
        Line(text, $"--{batch}");
        Line(text, $"Content-Type: multipart/mixed; boundary={changeSet}");
        Line(text);
        foreach (var request in requests)
        {
            Line(text, $"--{changeSet}");
            Write(text, connection, request);
        }

        Line(text, $"--{changeSet}--");
        Line(text);
        Line(text, $"--{batch}--");
        ContentType = $"multipart/mixed; boundary={batch}";
        Body = BinaryData.FromString(text.ToString());
    }

    public string ContentType { get; }

    public BinaryData Body { get; }

    private static void Write(StringBuilder text, TableConnection connection, TableRequest request)
    {
        Line(text, "Content-Type: application/http");
        Line(text, "Content-Transfer-Encoding: binary");
        Line(text);
        Line(text, $"{request.Method} {connection.AddressOf(request).AbsoluteUri} HTTP/1.1");
        foreach (var (name, value) in request.Headers(connection.Version))
        {
            Line(text, $"{name}: {value}");
        }

        Line(text);
        Line(text, request.Body?.ToString() ?? string.Empty);
    }

    private static void Line(StringBuilder text, string line = "") => text.Append(line).Append(LineEnd);
}
