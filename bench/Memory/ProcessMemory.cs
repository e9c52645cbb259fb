using System.Globalization;

namespace SmartTransfer.Bench.Memory;

/// <summary>What the kernel counted of a process's memory (proc(5), /proc/pid/status). Linux only.</summary>
internal static class ProcessMemory
{
    private const int BytesPerKilobyte = 1024;

    public static bool IsKnown => OperatingSystem.IsLinux();

    /// <summary>The most that was resident at any time, in bytes.</summary>
    public static long PeakBytes(int processId) => Read(processId, "VmHWM:");

    /// <summary>What is resident now, in bytes.</summary>
    public static long ResidentBytes(int processId) => Read(processId, "VmRSS:");

    private static long Read(int processId, string field)
    {
        var line = File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(
            line[field.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * BytesPerKilobyte;
    }
}
