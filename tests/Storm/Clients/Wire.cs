using System.Diagnostics;
using System.Globalization;
using SmartTransfer.Storm.Hosts;

namespace SmartTransfer.Storm.Clients;

/// <summary>Sends one client's requests, each to any instance, and writes down what became of them.</summary>
internal sealed class Wire(HttpClient http, Fleet fleet, Random random, Story story, Heard heard, CancellationToken ending)
{
    private const int LongestPauseMs = 250;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>What decides everything that this client leaves to chance.</summary>
    public Random Random => random;

    public Story Story => story;

    /// <summary>Sends a request once.</summary>
    /// <returns>The answer; null where none came.</returns>
    public async Task<Reply?> TrySendAsync(
        HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        var address = fleet.Any(random);
        using var request = new HttpRequestMessage(method, new Uri(address, path)) { Content = content };
        if (content is StormBody && content.Headers.ContentLength is null)
        {
            request.Headers.TransferEncodingChunked = true;
        }

        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                _ = content!.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var given = CancellationTokenSource.CreateLinkedTokenSource(ending);
        given.CancelAfter(Patience);
        var what = $"{method} {path}{string.Concat(headers.Where(IsTold).Select(header => $" {header.Name}: {header.Value}"))}"
            + $"{(content is StormBody ? $" ({content})" : string.Empty)} at {address.Port}";
        var begun = Stopwatch.GetTimestamp();
        try
        {
            using var response = await http.SendAsync(request, given.Token);
            var reply = await Reply.OfAsync(response, given.Token);
            story.Tell($"{what} -> {reply} after {Took()} ms");
            heard.Note(method, path, reply);
            return reply.Status is 500 ? throw new BrokenPromiseException($"{what} was answered {reply.InFull()}") : reply;
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException
            || (broken is OperationCanceledException && !ending.IsCancellationRequested))
        {
            story.Tell($"{what} -> no answer after {Took()} ms: {broken.InnerException?.Message ?? broken.Message}");
            return null;
        }

        string Took() => Stopwatch.GetElapsedTime(begun).TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
    }

    /// <summary>Sends a request until it is answered with anything but a wish to hear it again later.</summary>
    public async Task<Reply> SendAsync(
        HttpMethod method, string path, Func<HttpContent?>? content = null, params (string Name, string Value)[] headers)
    {
        while (true)
        {
            if (await TrySendAsync(method, path, content?.Invoke(), headers) is { MayRetry: false } reply)
            {
                return reply;
            }

            await PauseAsync();
        }
    }

    /// <summary>Waits a moment, as after a failure.</summary>
    public Task PauseAsync() => Task.Delay(random.Next(20, LongestPauseMs), ending);

    private static bool IsTold((string Name, string Value) header) => header.Name.StartsWith("Upload-", StringComparison.Ordinal);
}
