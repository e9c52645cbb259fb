using System.Globalization;
using System.Text;

namespace SmartTransfer.Client.Policy;

/// <summary>
/// What attempts cost since the last report: the content of <c>Transfer-Report</c> (rule 8.1). Pure. Not safe for
/// several threads.
/// </summary>
internal sealed class AttemptLog
{
    public const string HeaderName = "Transfer-Report";

    private Costs _unreported;

    /// <summary>A chunk was acknowledged.</summary>
    public void Succeeded(long bytes, TimeSpan time) =>
        _unreported = _unreported.Plus(new Costs(bytes, (long)time.TotalMilliseconds, 1, 0, 0, 0, null));

    /// <summary>An attempt failed.</summary>
    /// <param name="sentBytes">Bytes that were handed to the transport.</param>
    /// <param name="time">How long it took.</param>
    /// <param name="error">A token of the report.</param>
    public void Failed(long sentBytes, TimeSpan time, string error) =>
        _unreported = _unreported.Plus(new Costs(0, 0, 1, 1, sentBytes, (long)time.TotalMilliseconds, error));

    /// <summary>Takes what is to be reported. <see cref="PutBack"/> returns it if nobody answers.</summary>
    public Costs Take()
    {
        var taken = _unreported;
        _unreported = default;
        return taken;
    }

    /// <summary>A report was not answered: its costs go with the next.</summary>
    public void PutBack(Costs costs) => _unreported = costs.Plus(_unreported);

    /// <summary>Sums over attempts. Times are milliseconds.</summary>
    public readonly record struct Costs(
        long Bytes,
        long Milliseconds,
        int Attempts,
        int Failed,
        long LostBytes,
        long LostMilliseconds,
        string? Error)
    {
        public Costs Plus(Costs later) => new(
            Bytes + later.Bytes,
            Milliseconds + later.Milliseconds,
            Attempts + later.Attempts,
            Failed + later.Failed,
            LostBytes + later.LostBytes,
            LostMilliseconds + later.LostMilliseconds,
            later.Error ?? Error);

        /// <summary>The header's value; null when there is nothing to tell.</summary>
        public string? Format(int connections)
        {
            if (Attempts == 0)
            {
                return null;
            }

            var text = new StringBuilder();
            text.Append(
                CultureInfo.InvariantCulture,
                $"bytes={Bytes}, ms={Milliseconds}, attempts={Attempts}, failed={Failed}, connections={connections}");
            if (Failed > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $", lost={LostBytes}, lost-ms={LostMilliseconds}, error={Error}");
            }

            return text.ToString();
        }
    }
}
