using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Options;
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
