using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Telemetry;
using SmartTransfer.Functions.Http;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Http;

/// <summary>No exception leaves a function while its answer is written: the worker would log it as a fault of ours.</summary>
public sealed class AnswerTests
{
    [Fact]
    public async Task An_answer_that_nobody_waits_for_any_more_is_given_up_without_an_exception_and_without_a_line_in_the_log()
    {
        using var log = new CapturedLog();
        await using var services = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(log))
            .AddMetrics()
            .AddSingleton(new BytesInFlight(new AdmissionOptions()))
            .AddSingleton<TransferMetrics>()
            .AddSingleton<FaultAnswers>()
            .BuildServiceProvider();
        var lifetime = new Lifetime();
        var context = new DefaultHttpContext { RequestServices = services, Response = { Body = new HeedingStream() } };
        context.Features.Set<IHttpRequestLifetimeFeature>(lifetime);

        await new Answer(Problem.Of(FailureCatalogue.ConnectionBroken(5))).ExecuteAsync(context);

        Assert.True(lifetime.WasAborted);
        Assert.Empty(log.Lines);
    }

    [Fact]
    public async Task What_every_answer_has_a_problem_has_too_that_takes_an_answers_place_and_nothing_of_that_answer()
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddMetrics()
            .AddSingleton(new BytesInFlight(new AdmissionOptions()))
            .AddSingleton<TransferMetrics>()
            .AddSingleton<FaultAnswers>()
            .BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services, Response = { Body = new MemoryStream() } };
        var file = new Answer(new Failing(), response => response.Headers.ContentDisposition = "attachment");
        var advised = new Answer(file, response => response.Headers["Transfer-Advice"] = "parallel=1");

        await new Answer(advised, response => response.Headers["Tus-Resumable"] = "1.0.0").ExecuteAsync(context);

        Assert.Equal(StatusCodes.Status503ServiceUnavailable, context.Response.StatusCode);
        Assert.Equal("parallel=1", context.Response.Headers["Transfer-Advice"]);
        Assert.Equal("1.0.0", context.Response.Headers["Tus-Resumable"]);
        Assert.Empty(context.Response.Headers.ContentDisposition.ToString());
    }

    private sealed class Failing : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => throw new StorageUnavailableException("Storage is away.", null, null);
    }

    private sealed class Lifetime : IHttpRequestLifetimeFeature
    {
        public bool WasAborted { get; private set; }

        public CancellationToken RequestAborted { get; set; } = new(canceled: true);

        public void Abort() => WasAborted = true;
    }

    /// <summary>Writes nothing for a client that is gone, as Kestrel's does.</summary>
    private sealed class HeedingStream : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            cancellationToken.IsCancellationRequested
                ? ValueTask.FromCanceled(cancellationToken)
                : base.WriteAsync(buffer, cancellationToken);
    }
}
