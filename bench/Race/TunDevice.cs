using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace SmartTransfer.Bench.Race;

/// <summary>
/// A network device whose packets this process reads and writes (kernel.org/doc/html/latest/networking/tuntap.html). Linux only. It
/// belongs to the network namespace of the thread that made it, until it is moved; it ends with the process.
/// </summary>
internal sealed partial class TunDevice : IDisposable
{
    /// <summary>The longest packet, in bytes.</summary>
    public const int PacketBytes = 1500;

    private const int ReadWrite = 2;
    private const int CloseOnExec = 0x80000;
    private const uint SetInterface = 0x400454ca;
    private const short PacketsWithoutHeader = 0x0001 | 0x1000;
    private const int NameBytes = 16;
    private const int RequestBytes = 40;
    private const int InterruptedCall = 4;
    private const short Readable = 1;

    private readonly int _file;

    public TunDevice(string name)
    {
        Name = name;
        _file = Open("/dev/net/tun", ReadWrite | CloseOnExec);
        if (_file < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "/dev/net/tun cannot be opened");
        }

        var request = new byte[RequestBytes];
        _ = Encoding.ASCII.GetBytes(name, request);
        BitConverter.TryWriteBytes(request.AsSpan(NameBytes), PacketsWithoutHeader);
        if (Control(_file, SetInterface, request) < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"The device {name} cannot be made");
        }
    }

    public string Name { get; }

    /// <summary>Reads a packet; 0 where none came within the time.</summary>
    public int Read(byte[] packet, TimeSpan most)
    {
        var wait = new Wait { File = _file, Wanted = Readable };
        if (Poll(ref wait, 1, (int)most.TotalMilliseconds) <= 0)
        {
            return 0;
        }

        var read = (int)Read(_file, packet, packet.Length);
        return read > 0 || Marshal.GetLastPInvokeError() == InterruptedCall
            ? Math.Max(read, 0)
            : throw new Win32Exception(Marshal.GetLastPInvokeError(), $"{Name} cannot be read");
    }

    /// <summary>Writes a packet. One that the device does not take is lost, as on any link.</summary>
    public void Write(ReadOnlySpan<byte> packet) => _ = Write(_file, in MemoryMarshal.GetReference(packet), packet.Length);

    public void Dispose() => _ = Close(_file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(int file, uint request, byte[] argument);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref Wait files, uint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int file, byte[] buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int file, in byte buffer, nint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    [StructLayout(LayoutKind.Sequential)]
    private struct Wait
    {
        public int File;
        public short Wanted;
        public short Happened;
    }
}
