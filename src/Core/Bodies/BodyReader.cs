using SmartTransfer.Core.Integrity;

namespace SmartTransfer.Core.Bodies;

/// <summary>Reads a body once, bounded, and digests it in passing.</summary>
internal static class BodyReader
{
    /// <param name="body">The bytes as they arrive.</param>
    /// <param name="announcedBytes">The announced length; null when none was.</param>
    /// <param name="maxBytes">The most that may be read.</param>
    /// <param name="buffer">Where the bytes go.</param>
    /// <param name="hasher">What digests them.</param>
    /// <param name="clientGone">Fires when the client goes away.</param>
    public static async Task<BodyEnd> ReadAsync(Stream body, long? announcedBytes, long maxBytes, BodyBuffer buffer, ChunkHasher hasher, CancellationToken clientGone)
    {
        var wanted = announcedBytes ?? maxBytes;
        if (announcedBytes is { } announced && !buffer.TryTake(announced))
        {
            return BodyEnd.NoRoom;
        }

        try
        {
            while (buffer.Length < wanted)
            {
                var free = buffer.Free(wanted - buffer.Length);
                if (free.IsEmpty)
                {
                    return BodyEnd.NoRoom;
                }

                var read = await body.ReadAsync(free, clientGone);
                if (read == 0)
                {
                    return announcedBytes is null ? BodyEnd.Whole : BodyEnd.TooShort;
                }

                hasher.Append(free.Span[..read]);
                buffer.Advance(read);
            }

            return await EndsHereAsync(body, clientGone) ? BodyEnd.Whole : BodyEnd.TooLong;
        }
        catch (IOException)
        {
            return BodyEnd.Broken;
        }
        catch (OperationCanceledException) when (clientGone.IsCancellationRequested)
        {
            return BodyEnd.Broken;
        }
    }

    private static async ValueTask<bool> EndsHereAsync(Stream body, CancellationToken clientGone)
    {
        try
        {
            return await body.ReadAsync(new byte[1], clientGone) == 0;
        }
        catch (Exception gone) when (gone is IOException || (gone is OperationCanceledException && clientGone.IsCancellationRequested))
        {
            // All that was wanted is there, and its digest tells whether it is right: a client that left now lost nothing.
            return true;
        }
    }
}
