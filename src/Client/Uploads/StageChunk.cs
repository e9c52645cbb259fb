using System.Globalization;
using System.Text.Json;
using SmartTransfer.Client.Attempts;
using SmartTransfer.Client.Http;
using SmartTransfer.Client.Integrity;
using SmartTransfer.Client.Policy;

namespace SmartTransfer.Client.Uploads;

/// <summary>Sends one chunk once. What to send next is not its business: another way to stage a chunk goes here.</summary>
internal sealed class StageChunk(UploadTask task)
{
    /// <summary>Sends the chunk.</summary>
    /// <returns>The answer, or how the attempt ended without one.</returns>
    public async Task<ServiceAnswer> RunAsync(
        AttemptLine line,
        FileChunk chunk,
        ReadOnlyMemory<byte> bytes,
        CancellationToken cancellationToken)
    {
        var (link, clock) = (task.Link, task.Connection.Clock);
        await link.Gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        task.Meter.AttemptBegins();
        var reported = link.TakeReport();
        var report = reported.Format(link.Gate.Inside);
        var field = chunk.Sha256.ToField();
        var began = clock.GetTimestamp();
        var handedOver = 0L;
        try
        {
            var answer = await task.Connection.SendAsync(
                Request,
                link.LimitOf(line.Connection, bytes.Length),
                cancellationToken,
                armed: timer => link.Armed(timer, line.Connection, bytes.Length)).ConfigureAwait(false);
            answer = IsReceiptOf(chunk, answer) ? answer : answer with { IsForeign = true };
            var time = clock.GetElapsedTime(began);
            link.Heard(answer);
            if (answer.IsSuccess)
            {
                link.Accepted(line, bytes.Length, time);
            }
            else
            {
                link.Failed(line, answer, handedOver, time, reported);
                task.Meter.Failed(handedOver);
            }

            return answer;
        }
        finally
        {
            task.Meter.AttemptEnds();
            link.Gate.Exit();
        }

        static bool IsReceiptOf(FileChunk chunk, ServiceAnswer answer)
        {
            if (!answer.IsSuccess)
            {
                return true;
            }

            try
            {
                // Only the service knows the digest of what arrived: whoever else answers has not stored it.
                return JsonSerializer.Deserialize(answer.Body, WireJson.Default.Chunk) is { } receipt
                    && (receipt.Offset, receipt.Length) == (chunk.Offset, chunk.Length)
                    && Sha256Digest.ParseHex(receipt.Sha256) == chunk.Sha256;
            }
            catch (JsonException)
            {
                return false;
            }
        }

        HttpRequestMessage Request()
        {
            began = clock.GetTimestamp();
            handedOver = 0;
            var path = string.Create(CultureInfo.InvariantCulture, $"/chunks/{chunk.Offset}");
            var request = new HttpRequestMessage(HttpMethod.Put, task.Connection.Address.Upload(task.Id, path))
            {
                Content = new ChunkBody(bytes, field, task.Limit, HandedOver),
            };
            if (report is not null)
            {
                _ = request.Headers.TryAddWithoutValidation(AttemptLog.HeaderName, report);
            }

            return request;
        }

        void HandedOver(int count)
        {
            // The first byte is sent when the connection is open: what that took is not the chunk's.
            began = handedOver == 0 && count == 0 ? clock.GetTimestamp() : began;
            handedOver += count;
            task.Meter.HandedOver(count);
        }
    }
}
