namespace SmartTransfer.Bench.Links;

/// <summary>
/// A client that sends the file as one stream and, when it breaks, asks how much has arrived and goes on from there. It needs a
/// server that keeps what arrived. It has one digest at most, of the whole file, so what comes to harm on the way is noticed
/// when all of it has been sent; the simulation only notes that.
/// </summary>
internal sealed class WholeFile : IChunkPolicy
{
    public long ChunkBytes => long.MaxValue;

    public int Connections => 1;

    public bool KeepsWhatArrived => true;

    public double RetrySeconds(Attempt attempt, int failures, RandomStream jitter) => Backoff.Seconds(attempt.End, failures, jitter);
}
