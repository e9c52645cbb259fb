using Microsoft.Win32.SafeHandles;

namespace SmartTransfer.Client.Downloads;

/// <summary>The file that is written beside the target, and renamed when it is whole (rules 10.3 and 10.5).</summary>
internal sealed class PartFile : IDisposable
{
    private readonly string _target;
    private readonly SafeFileHandle _handle;

    private PartFile(string target, SafeFileHandle handle) => (_target, _handle) = (target, handle);

    /// <summary>Bytes that an earlier run left, holes included.</summary>
    public long Length => RandomAccess.GetLength(_handle);

    public static string PathOf(string target) => target + ".part";

    /// <param name="target">The file to be.</param>
    /// <param name="keep">Keeps what an earlier run left.</param>
    public static PartFile Open(string target, bool keep) => Writing(target, () =>
    {
        var mode = keep ? FileMode.OpenOrCreate : FileMode.Create;
        return new PartFile(target, File.OpenHandle(PathOf(target), mode, FileAccess.ReadWrite, FileShare.Read, FileOptions.Asynchronous));
    });

    public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken) =>
        RandomAccess.ReadAsync(_handle, buffer, offset, cancellationToken);

    public async ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await RandomAccess.WriteAsync(_handle, bytes, offset, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(_target, unwritable);
        }
    }

    /// <summary>Makes the file the target.</summary>
    public void Finish(long length, bool overwrite) => Writing(_target, () =>
    {
        RandomAccess.SetLength(_handle, length);
        RandomAccess.FlushToDisk(_handle);
        _handle.Dispose();
        File.Move(PathOf(_target), _target, overwrite);
        return true;
    });

    public void Dispose() => _handle.Dispose();

    private static T Writing<T>(string target, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(target, unwritable);
        }
    }

    private static TransferException Unwritable(string target, Exception why) =>
        new(
            TransferErrorCode.TargetUnwritable,
            $"'{target}' could not be written: {why.Message} What came so far is kept beside it.",
            why)
        {
            CanResume = true,
        };
}
