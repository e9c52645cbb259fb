using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using SmartTransfer.LocalHost.Bodies;

namespace SmartTransfer.LocalHost.Tests.Bodies;

public sealed class RunningBodyTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_read_that_is_given_up_as_its_connection_goes_ends_by_the_connection_alone(bool givenUpBefore)
    {
        using var given = new CancellationTokenSource();
        if (givenUpBefore)
        {
            await given.CancelAsync();
        }

        var reader = new GoneReader();
        var body = RunningBody.Watch(RequestWith(reader))!;
        var read = body.ReadAsync(new byte[8], given.Token).AsTask();
        await given.CancelAsync();
        Assert.Equal(1, reader.Cancellations);
        reader.Go();
        await Assert.ThrowsAsync<ConnectionAbortedException>(() => read);
        Assert.False(body.IsOver);
    }

    private static DefaultHttpContext RequestWith(PipeReader reader)
    {
        var http = new DefaultHttpContext();
        http.Features.Set<IRequestBodyPipeFeature>(new BodyPipe(reader));
        http.Features.Set<IHttpRequestBodyDetectionFeature>(new HasBody());
        http.Request.Protocol = HttpProtocol.Http11;
        return http;
    }

    private sealed record BodyPipe(PipeReader Reader) : IRequestBodyPipeFeature;

    private sealed record HasBody : IHttpRequestBodyDetectionFeature
    {
        public bool CanHaveBody => true;
    }

    /// <summary>Kestrel's reader of a connection that its client left: it throws at whatever is asked of it.</summary>
    private sealed class GoneReader : PipeReader
    {
        private readonly TaskCompletionSource<ReadResult> _read = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Cancellations { get; private set; }

        public void Go() => _read.TrySetException(new ConnectionAbortedException());

        public override void CancelPendingRead()
        {
            Cancellations++;
            throw new ConnectionAbortedException();
        }

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => new(_read.Task);

        public override bool TryRead(out ReadResult result) => throw new ConnectionAbortedException();

        public override void AdvanceTo(SequencePosition consumed) => throw new ConnectionAbortedException();

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => throw new ConnectionAbortedException();

        public override void Complete(Exception? exception = null)
        {
        }
    }
}
