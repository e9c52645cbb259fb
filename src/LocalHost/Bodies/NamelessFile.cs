namespace SmartTransfer.LocalHost.Bodies;

/// <summary>
/// A temporary file without a name: nobody else can open it, and its bytes are gone with the process, however that ends.
/// </summary>
internal static class NamelessFile
{
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes one, empty, in the folder for temporary files.</summary>
    public static FileStream Create()
    {
        var path = Path.Combine(Path.GetTempPath(), $"smart-transfer-{Guid.NewGuid():N}.body");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.Asynchronous,
            // Written in large pieces, and read once.
            BufferSize = 0,
        };
        if (OperatingSystem.IsWindows())
        {
            // The name stays as long as the file is open; the system removes it, even where the process is killed.
            options.Options |= FileOptions.DeleteOnClose;
            return new FileStream(path, options);
        }

        options.UnixCreateMode = OwnerAlone;
        var file = new FileStream(path, options);
        File.Delete(path);
        return file;
    }
}
