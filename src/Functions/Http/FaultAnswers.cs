using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Functions.Http;

/// <summary>
/// The one place that turns exceptions into answers: no internals in the answer, all of them in the log, under one correlation
/// id.
/// </summary>
public sealed class FaultAnswers(TransferMetrics metrics, ILogger<FaultAnswers> log)
{
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>From here until it is disposed of, all that is logged and traced belongs to the request.</summary>
    internal IDisposable? Enter(HttpContext context) => Correlation.Of(context).Enter(log);

    /// <summary>Measures an answer if it is a problem.</summary>
    internal IResult Noted(IResult result, HttpContext context)
    {
        if (result is Problem problem)
        {
            metrics.Answered(problem.Code);
            Correlation.Of(context).Span?.SetTag(TelemetryNames.ErrorType, problem.Code);
        }

        return result;
    }

    internal IResult For(Exception fault, HttpContext context)
    {
        var correlationId = Correlation.IdOf(context);
        switch (fault)
        {
            case StorageUnavailableException unavailable:
                HttpLog.StorageUnavailable(log, fault, correlationId);
                return Problem.Of(FailureCatalogue.StorageUnavailable(unavailable.RetryAfter ?? DefaultRetryAfter));
            case OperationCanceledException or IOException when context.RequestAborted.IsCancellationRequested:
                return Problem.Of(FailureCatalogue.ConnectionBroken(0));
            case OperationCanceledException:
                HttpLog.StorageUnavailable(log, fault, correlationId);
                return Problem.Of(FailureCatalogue.StorageUnavailable(DefaultRetryAfter));
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return Problem.Of(FailureCatalogue.RequestTooLarge());
            case BadHttpRequestException or ConnectionResetException:
                return Problem.Of(FailureCatalogue.BodyMalformed(
                    "The request body ended early or is not valid HTTP: the connection broke, or its framing did."));
            default:
                HttpLog.Fault(log, fault, correlationId);
                return Problem.Of(FailureCatalogue.Internal());
        }
    }
}
