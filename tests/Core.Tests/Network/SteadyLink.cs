using SmartTransfer.Core.Links;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;

namespace SmartTransfer.Core.Tests.Network;

/// <summary>A link that does not change, and a client that follows the advice on it.</summary>
/// <param name="BytesPerSecond">What one connection carries.</param>
/// <param name="MaxConnections">With how many the link is full.</param>
/// <param name="OverheadSeconds">What a chunk costs besides its transfer.</param>
/// <param name="FailuresPerSecond">How often a second of transfer ends in a failure.</param>
/// <param name="Source">What the server sees of it: reports, bodies, or completions alone.</param>
internal sealed record SteadyLink(
    double BytesPerSecond, int MaxConnections, double OverheadSeconds, double FailuresPerSecond, TimeSource Source)
{
    /// <summary>Sends chunks over an upload's link, as advised each time, the last of them with success.</summary>
    /// <returns>The advice that stands in the end.</returns>
    public TransferAdvice Send(World world, ServiceInstance instance, StoredSession session, int chunks, int seed)
    {
        var random = new Random(seed);
        var (advice, last) = (Advice(), false);
        for (var i = 0; i < chunks || !last; i++)
        {
            var seconds = advice.ChunkBytes / BytesPerSecond;
            if (random.NextDouble() > Math.Exp(-seconds * FailuresPerSecond))
            {
                seconds *= random.NextDouble();
                world.Clock.Advance(TimeSpan.FromSeconds(seconds / advice.Parallelism));
                instance.Network.Count(session, Sample(ChunkResult.Broken, 0, seconds));
                last = false;
            }
            else
            {
                world.Clock.Advance(TimeSpan.FromSeconds((seconds + OverheadSeconds) / Math.Min(MaxConnections, advice.Parallelism)));
                Stored(instance, session, advice.ChunkBytes, seconds);
                last = true;
            }

            advice = Advice();
        }

        return advice;

        TransferAdvice Advice() =>
            new TransferAdvisor(instance.Options.Network, instance.Options.Limits).Advise(
                session.Session.LengthBytes ?? 0, instance.Network.Known(session), world.Clock.GetUtcNow());
    }

    private void Stored(ServiceInstance instance, StoredSession session, long bytes, double seconds)
    {
        if (Source is TimeSource.Reported)
        {
            instance.Network.Count(
                session, new TransferSample(ChunkResult.Stored, bytes, TimeSpan.FromSeconds(seconds), TimeSource.Reported));
        }

        instance.Network.Count(
            session,
            Source is TimeSource.Streamed
                ? Sample(ChunkResult.Stored, bytes, seconds)
                : new TransferSample(ChunkResult.Stored, bytes, null, TimeSource.Streamed));
    }

    private TransferSample Sample(ChunkResult result, long bytes, double seconds) =>
        new(result, bytes, TimeSpan.FromSeconds(seconds), Source is TimeSource.Reported ? Source : TimeSource.Streamed)
        {
            Gap = Source is TimeSource.Streamed && result is ChunkResult.Stored ? TimeSpan.FromSeconds(OverheadSeconds) : null,
        };
}
