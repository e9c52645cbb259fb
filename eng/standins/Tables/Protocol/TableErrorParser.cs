using System.Globalization;
using System.Text.Json;
using Azure.Core;

namespace Azure.Data.Tables.Protocol;

/// <summary>Reads the code and message of an OData error: {"odata.error":{"code":…,"message":{"value":…}}}.</summary>
internal sealed class TableErrorParser : RequestFailedDetailsParser
{
    /// <summary>The key under which <see cref="Exception.Data"/> holds the index of a transaction's failed action.</summary>
    public const string FailedActionKey = "FailedEntity";

    public static readonly TableErrorParser Instance = new();

    public override bool TryParse(Response response, out ResponseError? error, out IDictionary<string, string>? data)
    {
        error = null;
        data = null;
        if (response.ContentStream is null)
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(response.Content);
            var details = document.RootElement.GetProperty("odata.error");
            var code = details.GetProperty("code").GetString();
            var message = details.GetProperty("message").GetProperty("value").GetString() ?? string.Empty;
            error = new ResponseError(code, message);
            data = new Dictionary<string, string>();

            // The message of a failed action begins with its index: "2:The specified entity already exists."
            var colon = message.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && int.TryParse(message.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                data[FailedActionKey] = index.ToString(CultureInfo.InvariantCulture);
            }

            return true;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Something else on the way has answered; the exception then shows the body as it came.
            return false;
        }
    }
}
