using System.Globalization;
using System.Text;

namespace SmartTransfer.Testing.Client;

/// <summary>What a client's attempts cost since it last said so, for <c>Transfer-Report</c>.</summary>
internal sealed class AttemptLog
{
    private readonly Lock _lock = new();
    private long _bytes;
    private long _milliseconds;
    private int _attempts;
    private int _failed;
    private long _lost;
    private long _lostMilliseconds;
    private string? _error;

    public void Succeeded(long bytes, TimeSpan time)
    {
        lock (_lock)
        {
            (_bytes, _milliseconds, _attempts) = (_bytes + bytes, _milliseconds + (long)time.TotalMilliseconds, _attempts + 1);
        }
    }

    public void Failed(long bytes, TimeSpan time, string error)
    {
        lock (_lock)
        {
            (_lost, _lostMilliseconds, _attempts, _failed, _error) = (
                _lost + bytes, _lostMilliseconds + (long)time.TotalMilliseconds, _attempts + 1, _failed + 1, error);
        }
    }

    /// <summary>The header's value, once; null when nothing happened since.</summary>
    public string? Take(int connections)
    {
        lock (_lock)
        {
            if (_attempts == 0)
            {
                return null;
            }

            var text = new StringBuilder();
            text.Append(
                CultureInfo.InvariantCulture,
                $"bytes={_bytes}, ms={_milliseconds}, attempts={_attempts}, failed={_failed}, connections={connections}");
            if (_failed > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $", lost={_lost}, lost-ms={_lostMilliseconds}, error={_error}");
            }

            (_bytes, _milliseconds, _attempts, _failed, _lost, _lostMilliseconds, _error) = (0, 0, 0, 0, 0, 0, null);
            return text.ToString();
        }
    }
}
