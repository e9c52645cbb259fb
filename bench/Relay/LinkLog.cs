using System.Globalization;

namespace SmartTransfer.Bench.Relay;

/// <summary>Writes what a link does, a line each, with the seconds since it was put up. Safe for several threads.</summary>
internal sealed class LinkLog(TextWriter output)
{
    private readonly Lock _lock = new();

    public void Write(double seconds, string text)
    {
        lock (_lock)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds,8:0.0} s  {text}"));
            output.Flush();
        }
    }
}
