namespace SmartTransfer.Testing.Storage;

/// <summary>Reading streams to their end.</summary>
public static class StreamReading
{
    /// <summary>The bytes from the position to the end. Disposes of the stream.</summary>
    public static async Task<byte[]> ReadAllAsync(this Stream stream)
    {
        await using (stream)
        {
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes);
            return bytes.ToArray();
        }
    }
}
