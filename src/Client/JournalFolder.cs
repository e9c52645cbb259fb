using System.Security.Cryptography;
using System.Text;
using SmartTransfer.Client.Journals;

namespace SmartTransfer.Client;

/// <summary>A folder of journals: one file for each transfer that has begun and has not ended. Readable by its owner alone.</summary>
/// <param name="path">The folder; made when it is first needed.</param>
public sealed class JournalFolder(string path)
{
    private const string Extension = ".json";
    private const int NameChars = 32;
    private const int ClientIdBytes = 16;

    /// <summary>
    /// The user's own: <c>$XDG_STATE_HOME/smart-transfer</c>, else <c>~/.local/state/smart-transfer</c>; on Windows
    /// <c>%LOCALAPPDATA%\SmartTransfer</c>.
    /// </summary>
    public static JournalFolder Default { get; } = new(DefaultPath());

    /// <summary>The folder.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>All journals that can be read, the oldest first.</summary>
    public IReadOnlyList<JournalEntry> List() => Directory.Exists(Path)
        ? [.. Directory.EnumerateFiles(Path, "*" + Extension).Select(Read).OfType<JournalEntry>().OrderBy(entry => entry.StartedAt)]
        : [];

    /// <summary>Files in the folder that are journals but cannot be read: damaged, or written by another version.</summary>
    public IReadOnlyList<string> Unreadable() => Directory.Exists(Path)
        ? [.. Directory.EnumerateFiles(Path, "*" + Extension).Where(file => Read(file) is null)]
        : [];

    /// <summary>Removes a journal. The upload is not touched: cancel it to free what the service holds.</summary>
    public void Remove(JournalEntry entry) => File.Delete(FileOf(entry.Kind, entry.Service, entry.Path));

    internal JournalEntry? Find(JournalKind kind, Uri service, string file) => Read(FileOf(kind, service.AbsoluteUri, file));

    internal JournalLock Lock(JournalKind kind, Uri service, string file)
    {
        try
        {
            PrivateFiles.EnsureFolder(Path);
            return JournalLock.Take(
                System.IO.Path.ChangeExtension(FileOf(kind, service.AbsoluteUri, file), ".lock"),
                $"'{file}'",
                TimeProvider.System);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(unwritable);
        }
    }

    internal void Save(JournalEntry entry)
    {
        try
        {
            PrivateFiles.EnsureFolder(Path);
            PrivateFiles.Replace(FileOf(entry.Kind, entry.Service, entry.Path), JournalDocument.Write(entry));
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(unwritable);
        }
    }

    /// <summary>The id by which the service knows this device; made up once.</summary>
    internal string ClientId(bool anew = false)
    {
        var file = System.IO.Path.Combine(Path, "client-id");
        try
        {
            if (!anew
                && File.Exists(file)
                && File.ReadAllText(file).Trim() is { Length: ClientIdBytes * 2 } kept
                && kept.All(char.IsAsciiHexDigit))
            {
                return kept;
            }

            var made = RandomNumberGenerator.GetHexString(ClientIdBytes * 2, lowercase: true);
            PrivateFiles.EnsureFolder(Path);
            PrivateFiles.Replace(file, Encoding.ASCII.GetBytes(made));
            return made;
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            // Advice that is remembered is worth no failure.
            return RandomNumberGenerator.GetHexString(ClientIdBytes * 2, lowercase: true);
        }
    }

    private static TransferException Unwritable(Exception why) =>
        new(
            TransferErrorCode.JournalUnwritable,
            $"The journal could not be written: {why.Message} Free some space, or name another folder.",
            why);

    private static JournalEntry? Read(string file)
    {
        try
        {
            return File.Exists(file) ? JournalDocument.Read(File.ReadAllBytes(file)) : null;
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>One file for each way, service and path.</summary>
    private string FileOf(JournalKind kind, string service, string file)
    {
        var key = SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\n{service}\n{file}"));
        return System.IO.Path.Combine(Path, Convert.ToHexStringLower(key)[..NameChars] + Extension);
    }

    private static string DefaultPath()
    {
        if (OperatingSystem.IsWindows())
        {
            return System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "SmartTransfer");
        }

        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } set && System.IO.Path.IsPathRooted(set)
            ? set
            : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        return System.IO.Path.Combine(state, "smart-transfer");
    }
}
