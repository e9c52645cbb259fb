using System.Diagnostics;
using System.Globalization;

namespace SmartTransfer.Client.Journals;

/// <summary>
/// The process that a lock names, in one line: <c>PID START BOOT</c>, or <c>PID</c> where there is no /proc (rule 7.7). The number
/// of a process is used again, in a container from one start to the next; its start and the boot of the machine are not.
/// </summary>
/// <param name="ProcessId">Its number.</param>
/// <param name="Start">When it started, in ticks since the boot: field 22 of /proc/PID/stat; null where that is unknown.</param>
/// <param name="Boot">The id of that boot; null where that is unknown.</param>
internal sealed record LockOwner(int ProcessId, string? Start, string? Boot)
{
    // Field 3 is the first after the name, which may have spaces and brackets of its own.
    private const int StartField = 22 - 3;

    /// <summary>This process.</summary>
    public static LockOwner Own { get; } = new(Environment.ProcessId, StatOf(Environment.ProcessId)?[StartField], CurrentBoot());

    /// <summary>Reads the line; null where it cannot be read.</summary>
    public static LockOwner? Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.TrimEntries);
        return words.Length is 1 or 3
            && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var processId)
            && processId > 0
            ? new LockOwner(processId, words.ElementAtOrDefault(1), words.ElementAtOrDefault(2))
            : null;
    }

    /// <summary>Whether the process has ended. It is not this one.</summary>
    public bool IsGone()
    {
        if (Boot is not null && Own.Boot is not null && Boot != Own.Boot)
        {
            return true;
        }

        try
        {
            using var process = Process.GetProcessById(ProcessId);
        }
        catch (ArgumentException)
        {
            return true;
        }

        // One that has ended and whose parent has not asked how (Z, X) has a number still.
        return StatOf(ProcessId) is { } fields && (fields[0] is "Z" or "X" || (Start is not null && fields[StartField] != Start));
    }

    public override string ToString() => Start is not null && Boot is not null
        ? string.Create(CultureInfo.InvariantCulture, $"{ProcessId} {Start} {Boot}")
        : ProcessId.ToString(CultureInfo.InvariantCulture);

    /// <summary>The fields of /proc/PID/stat from the third on; null where it is not there or shown to us.</summary>
    private static string[]? StatOf(int processId)
    {
        var stat = ReadOrNull(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
        var fields = stat?[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields?.Length > StartField ? fields : null;
    }

    private static string? CurrentBoot() => ReadOrNull("/proc/sys/kernel/random/boot_id")?.Trim();

    private static string? ReadOrNull(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
