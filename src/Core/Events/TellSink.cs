using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Events;

/// <summary>Delivers one event to one sink, or sets it aside when its time is over.</summary>
public sealed class TellSink(
    IEventWriter writer,
    ISetAsideEvents setAside,
    EventsOptions options,
    TransferMetrics metrics,
    TimeProvider clock,
    ILogger<TellSink> log)
{
    /// <summary>Delivers it.</summary>
    /// <returns>
    /// Delivered where nothing is left to do for this event and sink, because it was delivered or set aside; else why not.
    /// </returns>
    internal async Task<SinkAnswer> RunAsync(
        IEventSink sink, UploadSession session, SessionEvent told, CancellationToken cancellationToken)
    {
        var message = writer.Write(session, told);
        var answer = await SendAsync(sink, message, cancellationToken);
        switch (answer.Outcome)
        {
            case SinkOutcome.Delivered:
                metrics.EventDelivered(sink.Name, clock.GetUtcNow() - told.At);
                return answer;
            case SinkOutcome.Gone:
            case SinkOutcome.Failed or SinkOutcome.NotTried when clock.GetUtcNow() >= told.At + options.GiveUpAfter:
                return await GiveUpAsync(sink, message, answer, cancellationToken);
            default:
                return answer;
        }
    }

    /// <summary>Delivers a message, without setting it aside.</summary>
    internal async Task<SinkAnswer> SendAsync(IEventSink sink, EventMessage message, CancellationToken cancellationToken)
    {
        var begunAt = clock.GetTimestamp();
        SinkAnswer answer;
        try
        {
            answer = await sink.SendAsync(message, cancellationToken);
        }
        catch (StorageUnavailableException fault)
        {
            answer = new SinkAnswer(SinkOutcome.Failed, fault.Message, fault.RetryAfter);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever a sink throws, the event is due still.
            CoreLog.SinkFault(log, fault, sink.Name);
            answer = new SinkAnswer(SinkOutcome.Failed, fault.GetType().Name);
        }

        metrics.EventSent(sink.Name, answer.Outcome, clock.GetElapsedTime(begunAt));
        if (answer.Outcome is SinkOutcome.Failed)
        {
            CoreLog.EventNotDelivered(log, message.Id, sink.Name, answer.Reason ?? string.Empty);
        }

        return answer;
    }

    private async Task<SinkAnswer> GiveUpAsync(
        IEventSink sink, EventMessage message, SinkAnswer answer, CancellationToken cancellationToken)
    {
        var reason = answer.Reason ?? string.Empty;
        try
        {
            await setAside.AddAsync(new SetAsideEvent(sink.Name, message, clock.GetUtcNow(), reason), cancellationToken);
        }
        catch (StorageUnavailableException)
        {
            // It stays due, and what other sinks were given meanwhile is kept.
            return answer with { Outcome = SinkOutcome.Failed };
        }

        metrics.EventSetAside(sink.Name);
        CoreLog.EventSetAside(log, message.Id, sink.Name, reason);
        return SinkAnswer.Delivered;
    }
}
