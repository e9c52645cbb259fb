using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Telemetry;
using SmartTransfer.Functions.Http;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Telemetry;

namespace SmartTransfer.Functions.Tests.Http;

/// <summary>
/// What an exception becomes: an answer without anything of it, and a line in the log with all of it where it is our fault.
/// </summary>
public sealed class FaultAnswersTests
{
    private static readonly TransferMetrics Metrics = new(new TestMeters(), new BytesInFlight(new AdmissionOptions()));

    private const string Secret = "internals that nobody shall see";

    public static TheoryData<string, bool, int, string, bool> Faults => new()
    {
        { "storage", false, 503, "storage-unavailable", true },
        { "storage", true, 503, "storage-unavailable", true },
        { "cancelled", false, 503, "storage-unavailable", true },
        { "cancelled", true, 400, "connection-broken", false },
        { "413", false, 413, "request-too-large", false },
        { "bad request", false, 400, "body-malformed", false },
        { "reset", false, 400, "body-malformed", false },
        { "io", false, 500, "internal-error", true },
        { "io", true, 400, "connection-broken", false },
        { "bug", false, 500, "internal-error", true },
        { "bug", true, 500, "internal-error", true },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Every_fault_has_its_answer(string fault, bool clientIsGone, int status, string code, bool isLogged)
    {
        using var log = new CapturedLog();
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(log));
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestAborted = new CancellationToken(clientIsGone), Response = { Body = body } };

        // The answer itself is written to whoever is still there.
        var answer = new FaultAnswers(Metrics, logs.CreateLogger<FaultAnswers>()).For(Exception(fault), context);
        context.RequestAborted = CancellationToken.None;
        await answer.ExecuteAsync(context);

        var problem = System.Text.Json.JsonElement.Parse(body.ToArray());
        Assert.Equal((status, code), (context.Response.StatusCode, problem.Text("code")));
        Assert.DoesNotContain(Secret, problem.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(
            isLogged,
            log.Lines.Any(line => line.Contains(Secret, StringComparison.Ordinal) && line.Contains(
                problem.Text("correlationId")!, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_time_that_storage_asked_for_is_passed_on()
    {
        using var logs = LoggerFactory.Create(_ => { });
        var context = new DefaultHttpContext();
        await new FaultAnswers(Metrics, logs.CreateLogger<FaultAnswers>()).For(
            new StorageUnavailableException(Secret, TimeSpan.FromSeconds(17)), context).ExecuteAsync(context);
        Assert.Equal("17", context.Response.Headers.RetryAfter);
    }

    private static Exception Exception(string fault) => fault switch
    {
        "storage" => new StorageUnavailableException(Secret),
        "cancelled" => new OperationCanceledException(Secret),
        "413" => new BadHttpRequestException(Secret, StatusCodes.Status413PayloadTooLarge),
        "bad request" => new BadHttpRequestException(Secret),
        "reset" => new ConnectionResetException(Secret),
        "io" => new IOException(Secret),
        _ => new NotSupportedException(Secret),
    };
}
