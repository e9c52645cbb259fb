using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace SmartTransfer.Client.Http;

/// <summary>One request, one answer: adds key and token, bounds the time, reads what the service says. It decides nothing.</summary>
internal sealed class ServiceConnection(
    HttpClient http,
    ServiceAddress address,
    string? functionKey,
    TokenKeeper? tokens,
    TimeProvider clock)
{
    private const int MaxProblemBytes = 1024 * 1024;

    // A list of 50,000 chunks is about 10 MB.
    private const int MaxBodyBytes = 64 * 1024 * 1024;

    private volatile bool _hasAnswered;

    public ServiceAddress Address => address;

    public TimeProvider Clock => clock;

    /// <summary>Sends, and sends once more with a new token where the service asks for one.</summary>
    /// <param name="request">Makes the request; called again for a repeat.</param>
    /// <param name="limit">After how long the attempt is given up.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="streamed">A success is given with its body unread, and the limit counts until its head is there.</param>
    /// <param name="armed">Is given the timer of the limit, which it may set anew.</param>
    /// <param name="silence">
    /// After how long without a byte of its body an answer is given up whose head came within the limit; null where that counts
    /// for the whole.
    /// </param>
    public async Task<ServiceAnswer> SendAsync(
        Func<HttpRequestMessage> request,
        TimeSpan limit,
        CancellationToken cancellationToken,
        bool streamed = false,
        Action<CancellationTokenSource>? armed = null,
        TimeSpan? silence = null)
    {
        string? token = null;
        for (var isRepeat = false; ; isRepeat = true)
        {
            try
            {
                token = tokens is null ? null : await tokens.GetAsync(token, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failed) when (failed is not TransferException && !cancellationToken.IsCancellationRequested)
            {
                // Whoever issues tokens is reached over the same bad link.
                return new ServiceAnswer { Broken = failed, LacksToken = true };
            }

            var answer = await SendOnceAsync(request, token, limit, streamed, silence, armed, cancellationToken).ConfigureAwait(false);
            if (isRepeat || tokens is null || Reactions.Of(answer) is not Reaction.NewToken)
            {
                return answer;
            }
        }
    }

    private async Task<ServiceAnswer> SendOnceAsync(
        Func<HttpRequestMessage> request,
        string? token,
        TimeSpan limit,
        bool streamed,
        TimeSpan? silence,
        Action<CancellationTokenSource>? armed,
        CancellationToken cancellationToken)
    {
        using var message = request();
        message.Version = HttpVersion.Version11;
        message.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        if (functionKey is not null)
        {
            _ = message.Headers.TryAddWithoutValidation("x-functions-key", functionKey);
        }

        if (token is not null)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        using var timer = new CancellationTokenSource(limit, clock);
        armed?.Invoke(timer);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        HttpResponseMessage? response = null;
        try
        {
            response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            Action? heard = silence is { } longest ? () => timer.CancelAfter(longest) : null;
            var answer = await ReadAsync(response, streamed && response.IsSuccessStatusCode, heard, either.Token).ConfigureAwait(false);
            response = answer.Response is null ? response : null;
            return Judged(answer);
        }
        catch (Exception broken) when (!cancellationToken.IsCancellationRequested
            && broken is HttpRequestException or IOException or OperationCanceledException)
        {
            return new ServiceAnswer { Broken = broken, TimedOut = timer.IsCancellationRequested || broken is OperationCanceledException };
        }
        finally
        {
            response?.Dispose();
        }
    }

    /// <summary>
    /// Until the service has answered, a page in its place means that the address is wrong; from then on that something
    /// on the way has taken its place for a while.
    /// </summary>
    private ServiceAnswer Judged(ServiceAnswer answer)
    {
        var isOfService = answer.Problem is not null || (answer.IsSuccess && (answer.Response is not null || IsDocument(answer)));
        _hasAnswered |= isOfService;
        return !isOfService && _hasAnswered && (int)answer.Status!.Value is >= 200 and < 400 ? answer with { IsForeign = true } : answer;
    }

    /// <summary>Whether the body is a JSON object; 201 and 204 may have none.</summary>
    private static bool IsDocument(ServiceAnswer answer) => answer.Body.AsSpan().TrimStart(" \t\r\n"u8) is [var first, ..]
        ? first == '{'
        : answer.Status is HttpStatusCode.Created or HttpStatusCode.NoContent;

    private async Task<ServiceAnswer> ReadAsync(
        HttpResponseMessage response,
        bool streamed,
        Action? heard,
        CancellationToken cancellationToken)
    {
        var headers = response.Headers.NonValidated;
        var answer = new ServiceAnswer
        {
            Status = response.StatusCode,
            Advice = AdviceHeader.Read(headers.TryGetValues(AdviceHeader.Name, out var advice) ? string.Join(',', advice) : null),
            RetryAfter = RetryAfterOf(headers.TryGetValues("Retry-After", out var retry) ? retry.ToString() : null),
            Location = headers.TryGetValues("Location", out var location) ? location.ToString() : null,
        };
        if (streamed)
        {
            return answer with { Response = response };
        }

        var most = response.IsSuccessStatusCode ? MaxBodyBytes : MaxProblemBytes;
        var body = await ReadBodyAsync(response, most, heard, cancellationToken).ConfigureAwait(false);
        answer = answer with { Body = body };
        if (response.IsSuccessStatusCode
            || response.Content.Headers.ContentType?.MediaType != "application/problem+json"
            || ProblemOf(body) is not { Code: not null } problem)
        {
            return answer;
        }

        var asked = problem.Retry is { } again
            ? TimeSpan.FromMilliseconds(Math.Clamp(again.AfterMilliseconds, 0, int.MaxValue))
            : (TimeSpan?)null;
        return answer with
        {
            Problem = problem,
            Advice = answer.Advice ?? problem.Advice?.ToAdvice(),

            RetryAfter = Longer(asked, answer.RetryAfter),
        };
    }

    /// <summary>
    /// The longer of what the problem and what Retry-After asks. That is rounded up to a second, so where both say
    /// about the same the problem counts.
    /// </summary>
    private static TimeSpan? Longer(TimeSpan? exact, TimeSpan? rounded)
    {
        if (exact is null || rounded is null)
        {
            return exact ?? rounded;
        }

        return rounded - exact >= TimeSpan.FromSeconds(1) ? rounded : exact;
    }

    private static async Task<byte[]> ReadBodyAsync(
        HttpResponseMessage response,
        int most,
        Action? heard,
        CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        heard?.Invoke();
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var buffer = new byte[16 * 1024];
            for (int read; body.Length <= most && (read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                body.Write(buffer, 0, read);
                heard?.Invoke();
            }
        }

        return body.Length <= most ? body.ToArray() : throw new HttpRequestException($"The answer's body has more than {most} bytes.");
    }

    private static Wire.Problem? ProblemOf(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, WireJson.Default.Problem);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private TimeSpan? RetryAfterOf(string? field)
    {
        if (int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(seconds);
        }

        if (!DateTimeOffset.TryParse(field, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
        {
            return null;
        }

        var left = date - clock.GetUtcNow();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
