using System.Collections.Concurrent;
using System.Text;

namespace SmartTransfer.Client.Journals;

/// <summary>
/// Holds a journal for one sender (rule 7.7), as long as the process lives at most: a file that names the process, so that
/// clients of other runtimes know, and that is open to it alone.
/// </summary>
internal sealed class JournalLock : IDisposable
{
    /// <summary>For so long a lock that says nothing is its owner's, who is just writing it.</summary>
    private static readonly TimeSpan Writing = TimeSpan.FromSeconds(10);

    /// <summary>What this process holds: a lock with its number that is not among them was left behind.</summary>
    private static readonly ConcurrentDictionary<string, bool> Held = new();

    private readonly FileStream _file;
    private readonly string _path;

    private JournalLock(FileStream file, string path) => (_file, _path) = (file, path);

    /// <summary>Takes the lock.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it is for, in words.</param>
    /// <param name="clock">The wall clock, by which the age of a lock is told.</param>
    /// <exception cref="TransferException">Somebody else has it.</exception>
    public static JournalLock Take(string path, string what, TimeProvider clock)
    {
        if (!Held.TryAdd(path, true))
        {
            throw InUse(what, "This process");
        }

        try
        {
            while (true)
            {
                if (TryCreate(path) is { } file)
                {
                    return new JournalLock(file, path);
                }

                RemoveStale(path, what, clock);
            }
        }
        catch
        {
            _ = Held.TryRemove(path, out _);
            throw;
        }
    }

    public void Dispose()
    {
        // Closing removes it.
        _file.Dispose();
        _ = Held.TryRemove(_path, out _);
    }

    /// <summary>Makes the file; null where there is one.</summary>
    private static FileStream? TryCreate(string path)
    {
        FileStream file;
        try
        {
            // Where opening for oneself alone keeps others from reading, they may.
            var share = OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None;
            file = PrivateFiles.Create(path, FileMode.CreateNew, share, FileOptions.DeleteOnClose);
        }
        catch (IOException there) when (there is not DirectoryNotFoundException && File.Exists(path))
        {
            return null;
        }

        try
        {
            file.Write(Encoding.ASCII.GetBytes($"{LockOwner.Own}\n"));
            file.Flush();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Removes a lock whose owner is gone.</summary>
    /// <exception cref="TransferException">It is not.</exception>
    private static void RemoveStale(string path, string what, TimeProvider clock)
    {
        string text;
        DateTimeOffset writtenAt;
        try
        {
            (text, writtenAt) = (Read(path), File.GetLastWriteTimeUtc(path));
        }
        catch (FileNotFoundException)
        {
            return;
        }
        catch (IOException held)
        {
            throw InUse(what, "Another process", held);
        }

        var isStale = LockOwner.Parse(text) is { } owner
            ? owner.ProcessId == Environment.ProcessId || owner.IsGone()
            : (clock.GetUtcNow() - writtenAt).Duration() > Writing;
        if (!isStale)
        {
            throw InUse(what, "Another process");
        }

        // Another process may have taken it meanwhile: then what is in hand is not what was found, and goes back.
        var aside = $"{path}.{Environment.ProcessId}.old";
        try
        {
            File.Move(path, aside, overwrite: true);
        }
        catch (FileNotFoundException)
        {
            return;
        }

        if (Says(aside, text))
        {
            File.Delete(aside);
        }
        else
        {
            File.Move(aside, path, overwrite: false);
        }
    }

    private static bool Says(string path, string text)
    {
        try
        {
            return Read(path) == text;
        }
        catch (IOException)
        {
            // A process has it open to itself alone.
            return false;
        }
    }

    private static string Read(string path)
    {
        using var file = PrivateFiles.Create(path, FileMode.Open, FileShare.None);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }

    private static TransferException InUse(string what, string who, Exception? inner = null) =>
        new(TransferErrorCode.InUse, $"{who} is at work on {what}. Wait until it is done, or end it.", inner) { CanResume = true };
}
