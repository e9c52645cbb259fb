using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using SmartTransfer.Client.Attempts;
using SmartTransfer.Client.Http;
using SmartTransfer.Client.Integrity;
using SmartTransfer.Client.Policy;
using SmartTransfer.Client.Progress;

namespace SmartTransfer.Client.Downloads;

/// <summary>Fetches neighbouring chunks over one connection; after a break it goes on where the bytes ended (rule 10.3).</summary>
internal sealed class FetchGroup(
    ServiceConnection connection,
    Link link,
    ProgressMeter meter,
    RateLimit? limit,
    PartFile part,
    string id,
    long length,
    AttemptLine line,
    ChunkGroup group) : IDisposable
{
    private const int ReadBytes = 64 * 1024;

    private readonly byte[] _buffer = new byte[ReadBytes];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private int _index;
    private long _at = group.Chunks[0].Offset;

    /// <summary>All chunks are verified and written.</summary>
    public bool IsDone => _index == group.Chunks.Count;

    public void Dispose() => _hash.Dispose();

    /// <summary>One request.</summary>
    /// <returns>The answer of one that failed; null when all is done.</returns>
    public async Task<ServiceAnswer?> RunAsync(CancellationToken cancellationToken)
    {
        await link.Gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        meter.AttemptBegins();
        var (began, from) = (connection.Clock.GetTimestamp(), _at);
        try
        {
            var answer = await connection.SendAsync(Request, link.SilenceLimit(line.Connection), cancellationToken, streamed: true)
                .ConfigureAwait(false);
            link.Heard(answer);
            if (answer.Response is { } response)
            {
                using (response)
                {
                    answer = IsPage(response)
                        ? answer with { IsForeign = true }
                        : BeginsAt(response) == _at
                            ? await ReceiveAsync(response, cancellationToken).ConfigureAwait(false)
                            : throw new TransferException(
                                TransferErrorCode.NotThisService,
                                "The answer is not the range that was asked for. Something between here and the service changes answers.");
                }
            }

            if (answer is not null)
            {
                link.Failed(line, answer, _at - from, connection.Clock.GetElapsedTime(began), default);
                meter.Failed(0);
            }

            return answer;
        }
        finally
        {
            meter.AttemptEnds();
            link.Gate.Exit();
        }
    }

    private HttpRequestMessage Request()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, connection.Address.Upload(id, "/content"));
        request.Headers.Range = new RangeHeaderValue(_at, group.End - 1);
        return request;
    }

    /// <summary>Whether it is neither the range nor the file: something on the way answers in the place of the service.</summary>
    private bool IsPage(HttpResponseMessage response) =>
        response.StatusCode is not HttpStatusCode.PartialContent
        && response.Content.Headers.ContentLength is { } bytes
        && bytes != length;

    private static long BeginsAt(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.PartialContent ? response.Content.Headers.ContentRange?.From ?? -1 : 0;

    private async Task<ServiceAnswer?> ReceiveAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, connection.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        try
        {
            var body = await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                var chunkBegan = connection.Clock.GetTimestamp();
                while (!IsDone)
                {
                    var chunk = group.Chunks[_index];
                    silence.CancelAfter(link.SilenceLimit(line.Connection));
                    var read = await body.ReadAsync(_buffer.AsMemory(0, (int)Math.Min(ReadBytes, chunk.End - _at)), either.Token)
                        .ConfigureAwait(false);
                    silence.CancelAfter(Timeout.InfiniteTimeSpan);
                    if (read == 0)
                    {
                        return new ServiceAnswer { Broken = new EndOfStreamException("The connection ended before the range did.") };
                    }

                    meter.HandedOver(read);
                    await part.WriteAsync(_at, _buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                    _hash.AppendData(_buffer, 0, read);
                    _at += read;
                    for (var left = read; limit is not null && left > 0;)
                    {
                        left -= await limit.TakeAsync(left, cancellationToken).ConfigureAwait(false);
                    }

                    if (_at == chunk.End && Judge(chunk, ref chunkBegan) is { } mismatch)
                    {
                        return mismatch;
                    }
                }
            }

            return null;
        }
        catch (Exception broken) when (!cancellationToken.IsCancellationRequested
            && broken is HttpRequestException or IOException or OperationCanceledException)
        {
            return new ServiceAnswer { Broken = broken, TimedOut = silence.IsCancellationRequested };
        }
    }

    /// <summary>Compares a chunk that has come whole.</summary>
    private ServiceAnswer? Judge(FileChunk chunk, ref long began)
    {
        if (Sha256Digest.Read(_hash.GetHashAndReset()) == chunk.Sha256)
        {
            link.Accepted(line, chunk.Length, connection.Clock.GetElapsedTime(began));
            meter.Accepted(chunk.Length);
            began = connection.Clock.GetTimestamp();
            _index++;
            return null;
        }

        _at = chunk.Offset;
        var detail = string.Create(CultureInfo.InvariantCulture, $"The bytes {chunk.Range} came changed.");
        return new ServiceAnswer
        {
            Status = HttpStatusCode.PartialContent,
            Problem = new Wire.Problem(
                TransferErrorCode.ChunkDigestMismatch,
                null,
                detail,
                null,
                new Wire.Retry(0),
                null,
                chunk.Offset,
                null,
                null),
            RetryAfter = TimeSpan.Zero,
        };
    }
}
