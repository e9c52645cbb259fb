using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Options;

namespace SmartTransfer.Core.Uploads;

/// <summary>Reads a chunk's body into memory, within the instance's budget.</summary>
public sealed class ChunkIntake(BytesInFlight budget, StreamOptions options, TimeProvider clock)
{
    /// <summary>What to tell a client for whose chunk there is no memory.</summary>
    internal TimeSpan RetryAfter => budget.RetryAfter;

    /// <summary>Reads it. An announced length is taken from the budget at once, so that no body is begun that cannot be finished.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="mostBytes">The most that may be read, in bytes.</param>
    /// <param name="clientGone">Ends the reading.</param>
    /// <returns>What arrived; dispose of it to give its memory back.</returns>
    internal async Task<ReceivedChunk> ReadAsync(ChunkUpload chunk, long mostBytes, CancellationToken clientGone)
    {
        var buffer = new BodyBuffer(budget, chunk.Id);
        try
        {
            if (chunk.AnnouncedBytes is { } announced && !buffer.TryTake(announced))
            {
                return new ReceivedChunk(BodyEnd.NoRoom, buffer, default, TimeSpan.Zero);
            }

            using var hasher = new ChunkHasher();
            using var reader = new BodyReader(
                new IncomingBody(chunk.Body, chunk.AnnouncedBytes, mostBytes), options, TimeSpan.Zero, clock, clientGone);
            var end = await reader.ReadAsync(buffer, hasher);
            return new ReceivedChunk(end, buffer, hasher.Finish(), reader.LastTook);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }
}
