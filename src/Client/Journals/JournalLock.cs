namespace SmartTransfer.Client.Journals;

/// <summary>Holds a journal for one sender (rule 7.7), as long as the process lives at most.</summary>
internal sealed class JournalLock : IDisposable
{
    private readonly FileStream _file;
    private readonly string _path;

    private JournalLock(FileStream file, string path) => (_file, _path) = (file, path);

    /// <summary>Takes the lock.</summary>
    /// <exception cref="TransferException">Somebody else has it.</exception>
    public static JournalLock Take(string path, string what)
    {
        while (true)
        {
            FileStream file;
            try
            {
                file = PrivateFiles.Create(path, FileMode.OpenOrCreate, FileShare.None);
            }
            catch (IOException held) when (held is not DirectoryNotFoundException && File.Exists(path))
            {
                throw new TransferException(
                    TransferErrorCode.InUse,
                    $"Another process is at work on {what}. Wait until it is done, or end it.",
                    held)
                {
                    CanResume = true,
                };
            }

            // Whoever held it may have removed it after we opened it.
            if (File.Exists(path))
            {
                return new JournalLock(file, path);
            }

            file.Dispose();
        }
    }

    public void Dispose()
    {
        try
        {
            File.Delete(_path);
        }
        catch (IOException)
        {
            // Windows: removed by the next who takes it.
        }

        _file.Dispose();
    }
}
