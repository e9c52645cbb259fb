using System.Collections.Concurrent;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Events;

/// <summary>Delivers what was set aside, because an operator asks for it. Bounded in time; what is left is still set aside.</summary>
public sealed class RetryEvents(ISetAsideEvents setAside, EventSinks sinks, TellSink tellSink, EventsOptions options, TimeProvider clock)
{
    /// <summary>How long one request works: well under the 230 s after which Azure cuts a silent connection.</summary>
    public static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(90);

    private const int PageEvents = 200;

    /// <summary>Delivers them.</summary>
    /// <exception cref="StorageUnavailableException">They could not be read.</exception>
    public async Task<RetryReport> RunAsync(CancellationToken cancellationToken)
    {
        using var activity = TransferActivities.Start("retry events");
        var startedAt = clock.GetTimestamp();
        var (delivered, failed, untried, more) = (0, 0, 0, true);
        var stuck = new ConcurrentDictionary<(string Sink, string Subject), bool>();
        foreach (var sink in sinks.All)
        {
            sink.Resume();
        }

        for (SetAsideEvent? after = null; more && clock.GetElapsedTime(startedAt) < MaxTime;)
        {
            var page = await setAside.ReadAsync(after, PageEvents, cancellationToken);
            await Parallel.ForEachAsync(
                page.GroupBy(aside => (aside.Sink, aside.Message.Subject)),
                new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = cancellationToken },
                async (upload, token) =>
                {
                    var told = 0;
                    foreach (var aside in upload)
                    {
                        var isOver = clock.GetElapsedTime(startedAt) >= MaxTime;
                        if (isOver || stuck.ContainsKey(upload.Key) || !await TryAsync(aside, token))
                        {
                            // The others of this upload come after it, also those of a later page.
                            stuck[upload.Key] = true;
                            Interlocked.Add(ref isOver ? ref untried : ref failed, upload.Count() - told);
                            break;
                        }

                        told++;
                    }

                    Interlocked.Add(ref delivered, told);
                });
            more = page.Count == PageEvents;
            after = more ? page[^1] : null;
        }

        return new RetryReport(delivered, failed, more || untried > 0);
    }

    private async Task<bool> TryAsync(SetAsideEvent aside, CancellationToken cancellationToken)
    {
        if (sinks.All.FirstOrDefault(sink => sink.Name == aside.Sink) is not { } sink
            || (await tellSink.SendAsync(sink, aside.Message, cancellationToken)).Outcome is not SinkOutcome.Delivered)
        {
            return false;
        }

        await setAside.RemoveAsync(aside, cancellationToken);
        return true;
    }
}
