using System.Globalization;
using System.Text.Json;
using System.Xml;
using Azure;
using Azure.Identity;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Azure.Clients;

/// <summary>
/// The one place that tells faults which may pass from those which stay. Error codes:
/// learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes.
/// </summary>
public static class StorageFaults
{
    private static readonly string[] DamagedInTransit = ["Crc64Mismatch", "Md5Mismatch"];
    private static readonly string[] DelayInMilliseconds = ["retry-after-ms", "x-ms-retry-after-ms"];

    /// <summary>
    /// What the ports promise in place of a client library's exception: a <see cref="StorageUnavailableException"/> for no
    /// answer (status 0, a broken connection, a time-out), for 408, 429, 500, 502, 503 and 504, for 400 with Crc64Mismatch
    /// or Md5Mismatch, for an answer that cannot be read, and for no token. Also for 401 and 403: a role that was just given works after
    /// some minutes, and an operator can give one or open a firewall while clients wait. Null for whatever else: trying again would not
    /// help.
    /// </summary>
    /// <param name="fault">What was thrown.</param>
    /// <param name="operation">What was being done, for the message.</param>
    /// <param name="caller">The caller's token: its own cancellation is no fault of storage's.</param>
    public static StorageUnavailableException? Translate(Exception fault, string operation, CancellationToken caller) => fault switch
    {
        OperationCanceledException when caller.IsCancellationRequested => null,
        RequestFailedException refused when MayPass(refused) =>
            new StorageUnavailableException(
                Describe(refused, operation), RetryAfter(refused.GetRawResponse()), refused)
            { IsThrottled = refused.Status is 429 or 503 },
        IOException or HttpRequestException =>
            new StorageUnavailableException($"The connection to storage broke during {operation}.", null, fault),
        OperationCanceledException => new StorageUnavailableException($"Storage did not answer {operation} in time.", null, fault),

        // A download that breaks off in mid-body is resumed by the library a few times before it throws all that happened.
        AggregateException { InnerExceptions: [.., var last] } => Translate(last, operation, caller),
        // An answer that is not what its Content-Type promises was cut off, or is not storage's own.
        XmlException or JsonException => new StorageUnavailableException($"Storage's answer to {operation} cannot be read.", null, fault),
        AuthenticationFailedException => new StorageUnavailableException($"The identity gave no token for {operation}.", null, fault),
        _ => null,
    };

    /// <summary>Whether an answer of this status may be another one when the same is asked again.</summary>
    internal static bool IsTransient(int status) => status is 408 or 429 or 500 or 502 or 503 or 504;

    private static bool MayPass(RequestFailedException refused) => refused.Status switch
    {
        0 => true,
        400 => DamagedInTransit.Contains(refused.ErrorCode),
        401 or 403 => true,
        var status => IsTransient(status),
    };

    private static string Describe(RequestFailedException refused, string operation)
    {
        var code = refused.ErrorCode is { Length: > 0 } errorCode ? $" {errorCode}" : string.Empty;
        return refused.Status switch
        {
            0 => $"Storage could not be reached during {operation}.",
            401 or 403 => $"Storage refuses the service's identity or key: it answered {operation} with {refused.Status}{code}.",
            _ => $"Storage answered {operation} with {refused.Status}{code}.",
        };
    }

    /// <summary>
    /// How long the service asked to wait (RFC 9110, section 10.2.3): seconds, or an instant, which is taken relative to the
    /// answer's own Date so that no clock of ours enters.
    /// </summary>
    private static TimeSpan? RetryAfter(Response? response)
    {
        if (response is null)
        {
            return null;
        }

        foreach (var name in DelayInMilliseconds)
        {
            if (response.Headers.TryGetValue(name, out var text) && uint.TryParse(
                text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
            {
                return TimeSpan.FromMilliseconds(milliseconds);
            }
        }

        if (!response.Headers.TryGetValue("Retry-After", out var asked))
        {
            return null;
        }

        if (uint.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(seconds);
        }

        if (response.Headers.Date is { } answeredAt && DateTimeOffset.TryParseExact(
            asked, "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
        {
            return at > answeredAt ? at - answeredAt : TimeSpan.Zero;
        }

        return null;
    }
}
