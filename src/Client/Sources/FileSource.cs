using Microsoft.Win32.SafeHandles;

namespace SmartTransfer.Client.Sources;

/// <summary>A file on disk.</summary>
internal sealed class FileSource : IFileSource
{
    private readonly SafeFileHandle _handle;

    private FileSource(string path, SafeFileHandle handle)
    {
        (Path, _handle) = (path, handle);
        Length = RandomAccess.GetLength(handle);
    }

    public string? Path { get; }

    public long? Length { get; }

    public bool IsRepeatable => true;

    public DateTimeOffset? ModifiedAt => File.GetLastWriteTimeUtc(Path!);

    // Of the path and not of the open file: one that was replaced is another.
    public long? CurrentLength => File.Exists(Path) ? new FileInfo(Path).Length : null;

    /// <exception cref="TransferException">It cannot be opened.</exception>
    public static FileSource Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            return new FileSource(
                full,
                File.OpenHandle(full, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.Asynchronous));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unreadable(full, unreadable);
        }
    }

    public async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            var filled = 0;
            while (filled < buffer.Length)
            {
                var read = await RandomAccess.ReadAsync(_handle, buffer[filled..], offset + filled, cancellationToken)
                    .ConfigureAwait(false);
                if (read == 0)
                {
                    break;
                }

                filled += read;
            }

            return filled;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(Path!, unreadable);
        }
    }

    public ValueTask DisposeAsync()
    {
        _handle.Dispose();
        return ValueTask.CompletedTask;
    }

    private static TransferException Unreadable(string path, Exception why) =>
        new(TransferErrorCode.SourceUnreadable, $"'{path}' could not be read: {why.Message}", why) { CanResume = true };
}
