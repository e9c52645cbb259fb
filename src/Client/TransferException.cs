using System.Net;

namespace SmartTransfer.Client;

/// <summary>A transfer, or one request, came to an end without success. <see cref="Code"/> says how (docs/clients.md, rule 6).</summary>
public sealed class TransferException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="code">A code of the service (docs/protocol.md, Errors) or of <see cref="TransferErrorCode"/>.</param>
    /// <param name="message">What went wrong, and what to do next.</param>
    /// <param name="innerException">What it came of; null for nothing.</param>
    public TransferException(string code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>The stable code, such as <c>upload-expired</c> or <c>source-changed</c>.</summary>
    public string Code { get; }

    /// <summary>The HTTP status of the answer; null where the client itself gave up.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>The service's name of the request in its logs; null where there was no answer.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The byte that the failure is about; null where there is none.</summary>
    public long? Offset { get; init; }

    /// <summary>The same call can succeed later, and goes on where this one ended.</summary>
    public bool CanResume { get; init; }

    /// <summary>How long the service asks to wait before that; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
