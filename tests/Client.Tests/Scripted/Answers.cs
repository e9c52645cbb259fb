using System.Net;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Client.Tests.Scripted;

/// <summary>Answers requests in memory and at once, so that a test can go through hours of waits by a clock of its own.</summary>
internal sealed class Answers(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
{
    private static readonly Uri Service = new("http://service.example/api/");

    /// <summary>A client that is answered so.</summary>
    public TransferClient Client(ManualTimeProvider clock, TransferClientOptions options)
    {
        (options.Service, options.Clock) = (Service, clock);
        return new TransferClient(new HttpClient(this), options);
    }

    public static HttpResponseMessage Json(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body, null, "application/json") };

    /// <summary>Moves the clock on from wait to wait until the work is done.</summary>
    /// <exception cref="TimeoutException">It is not after <paramref name="limit"/> of the clock.</exception>
    public static async Task<T> ThroughAsync<T>(Task<T> work, ManualTimeProvider clock, TimeSpan limit)
    {
        var end = clock.GetUtcNow() + limit;
        while (!work.IsCompleted)
        {
            // What is not waiting gets its turn.
            await Task.WhenAny(work, Task.Delay(5));
            if (clock.NextDueAt is { } due && !work.IsCompleted)
            {
                clock.AdvanceTo(due < end ? due : throw new TimeoutException($"It has not ended after {limit}."));
            }
        }

        return await work;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(answer(request));
}
