using System.Collections.Concurrent;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Core.Uploads;

/// <summary>
/// SHA-256 of a committed file in one streaming pass. Requests that ask for the same file at once share one reading, and an instance
/// reads few files at a time: a pass costs as many bytes as the file has.
/// </summary>
public sealed class ReadDigest(IContentStore contents, TimeProvider clock) : IDisposable
{
    /// <summary>Files that an instance reads at once.</summary>
    public const int MostReadings = 4;

    private const int ReadBytes = 1024 * 1024;

    private readonly ConcurrentDictionary<UploadId, Lazy<Task<Sha256Digest?>>> _readings = new();
    private readonly BoundedTurns _turns = new(MostReadings, clock);

    /// <summary>Reads the file.</summary>
    /// <param name="blob">The upload's blob.</param>
    /// <param name="cancellationToken">Ends the caller's wait; the reading goes on for the others.</param>
    /// <returns>
    /// The digest; null when the file is gone or was changed meanwhile, because another instance rejected it or marked it as verified, and
    /// when others' files are read for longer than the caller waits.
    /// </returns>
    internal Task<Sha256Digest?> RunAsync(UploadBlob blob, CancellationToken cancellationToken)
    {
        Lazy<Task<Sha256Digest?>>? mine = null;
        mine = new Lazy<Task<Sha256Digest?>>(() => InTurnAsync(blob, mine!));
        return _readings.GetOrAdd(blob.Upload, mine).Value.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();

    private async Task<Sha256Digest?> InTurnAsync(UploadBlob blob, Lazy<Task<Sha256Digest?>> reading)
    {
        // No caller's token: what one of them gives up is still wanted by the others.
        if (!await _turns.TryTakeAsync(CancellationToken.None))
        {
            _readings.TryRemove(new(blob.Upload, reading));
            return null;
        }

        try
        {
            return await ReadAsync(blob);
        }
        finally
        {
            _turns.Give();
            _readings.TryRemove(new(blob.Upload, reading));
        }
    }

    private async Task<Sha256Digest?> ReadAsync(UploadBlob blob)
    {
        // Each call has its own time limit.
        var content = await contents.OpenAsync(blob, CancellationToken.None);
        if (content is null)
        {
            return null;
        }

        await using var stream = content.Stream;
        using var hasher = new ChunkHasher();
        var buffer = new byte[ReadBytes];
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer)) > 0;)
            {
                hasher.Append(buffer.AsSpan(0, read));
            }
        }
        catch (IOException)
        {
            // Under the reader the file went away, or another instance marked it.
            return null;
        }

        return hasher.Finish().Sha256;
    }
}
