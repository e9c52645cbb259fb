using System.Diagnostics;
using System.Text;

namespace SmartTransfer.Bench.Rig;

/// <summary>
/// A process with a folder of its own for what it writes. Both end with this process at the latest. The end of its output is
/// kept for messages.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    private const int OutputChars = 4000;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    private readonly DirectoryInfo _folder;
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private int _ended;

    /// <param name="executable">What to run.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">The folder, also for temporary files: a process that is killed leaves them behind.</param>
    public ChildProcess(string executable, IEnumerable<string> arguments, DirectoryInfo folder)
    {
        _folder = folder;
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(executable, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            },
        };
        _process.StartInfo.Environment["TMPDIR"] = folder.FullName;
        _process.OutputDataReceived += Record;
        _process.ErrorDataReceived += Record;
        _ = _process.Start();
        AppDomain.CurrentDomain.ProcessExit += End;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>The processor time that the process has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Waits until the process does what it is there for.</summary>
    /// <exception cref="InvalidOperationException">It ended, or took longer than a minute; the message carries its output.</exception>
    public async Task ReadyAsync(Func<Task<bool>> isReady)
    {
        var waited = Stopwatch.StartNew();
        while (!await isReady())
        {
            if (_process.HasExited || waited.Elapsed > StartTimeout)
            {
                throw new InvalidOperationException($"{_process.StartInfo.FileName} did not get ready. Its output: {Output()}");
            }

            await Task.Delay(PollInterval);
        }
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= End;
        End(this, EventArgs.Empty);
    }

    private void End(object? sender, EventArgs arguments)
    {
        // The end of this process may come while another thread disposes.
        if (Interlocked.Exchange(ref _ended, 1) == 1)
        {
            return;
        }

        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Record(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _ = _output.AppendLine(line.Data);
            if (_output.Length > OutputChars)
            {
                _ = _output.Remove(0, _output.Length - OutputChars);
            }
        }
    }

    private string Output()
    {
        lock (_output)
        {
            return _output.ToString().Trim();
        }
    }
}
