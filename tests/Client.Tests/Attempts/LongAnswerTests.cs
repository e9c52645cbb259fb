using System.Net;
using System.Text;
using SmartTransfer.Client.Tests.Scripted;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Client.Tests.Attempts;

/// <summary>The status of a long file lists megabytes of chunks: rule 4.4 of docs/clients.md.</summary>
public sealed class LongAnswerTests
{
    private static readonly byte[] Status = Encoding.UTF8.GetBytes(
        $$"""{"id": "{{ScriptedService.Id}}", "state": "open", "fileName": "file", "chunks": []}""");

    private readonly ManualTimeProvider _clock = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_may_take_as_long_as_bytes_of_it_come(bool withChunks)
    {
        var requests = 0;
        using var handler = new Answers(_ =>
        {
            requests++;
            return Slow(TimeSpan.FromSeconds(20));
        });
        using var client = handler.Client(_clock, new TransferClientOptions { Journals = null });
        var began = _clock.GetUtcNow();

        var status = await Answers.ThroughAsync(client.GetStatusAsync(ScriptedService.Id, withChunks), _clock, TimeSpan.FromHours(1));

        Assert.Equal("open", status.State);
        Assert.Equal(1, requests);
        Assert.Equal(TimeSpan.FromSeconds(20 * Status.Length), _clock.GetUtcNow() - began);
    }

    [Fact]
    public async Task Silence_for_30_s_ends_it()
    {
        var requests = 0;
        using var handler = new Answers(_ => requests++ == 0
            ? Slow(TimeSpan.FromSeconds(31))
            : Answers.Json(Encoding.UTF8.GetString(Status)));
        using var client = handler.Client(_clock, new TransferClientOptions { Journals = null, Random = new Random(1) });
        var began = _clock.GetUtcNow();

        _ = await Answers.ThroughAsync(client.GetStatusAsync(ScriptedService.Id, withChunks: true), _clock, TimeSpan.FromHours(1));

        Assert.Equal(2, requests);
        Assert.InRange(_clock.GetUtcNow() - began, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(32));
    }

    /// <summary>An answer whose bytes come one by one.</summary>
    private HttpResponseMessage Slow(TimeSpan between) =>
        new(HttpStatusCode.OK) { Content = new StreamContent(new SlowStream(Status, between, _clock)) };

    private sealed class SlowStream(byte[] bytes, TimeSpan between, TimeProvider clock) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position < Length)
            {
                // Here and now, so that the clock does not run ahead of the reader.
                await Task.Delay(between, clock, cancellationToken).ConfigureAwait(false);
            }

            return Read(buffer.Span[..1]);
        }
    }
}
