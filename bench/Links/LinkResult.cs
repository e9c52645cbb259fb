namespace SmartTransfer.Bench.Links;

/// <summary>What every policy cost on one link.</summary>
internal sealed class LinkResult
{
    private readonly IReadOnlyList<ulong> _seeds;

    private LinkResult(LinkProfile link, IReadOnlyList<ulong> seeds)
    {
        (Link, _seeds) = (link, seeds);
        var usual = (
            from bytes in FixedChoice.UsualBytes from connections in FixedChoice.UsualConnections select Try(bytes, connections)).ToList();
        Usual = [.. FixedChoice.UsualBytes.Select(
            bytes => usual.Where(choice => choice.ChunkBytes == bytes).MinBy(choice => choice.Cost.Seconds)!)];
        Best = BestOf(usual);
        Advised = [.. Enum.GetValues<ServerView>().Select(view => Mean(() => new AdvisedChunks(link.FileBytes, view)))];
        WholeFile = Mean(() => new WholeFile());
    }

    public LinkProfile Link { get; }

    /// <summary>
    /// Of every size with every number of connections the one that took the least time on average: known only when all is over.
    /// </summary>
    public FixedChoice Best { get; }

    /// <summary>The usual sizes, each with the better of the usual numbers of connections.</summary>
    public IReadOnlyList<FixedChoice> Usual { get; }

    /// <summary>Our advice, by <see cref="ServerView"/>.</summary>
    public IReadOnlyList<Cost> Advised { get; }

    /// <summary>One stream that is resumed.</summary>
    public Cost WholeFile { get; }

    /// <summary>The slowest of <see cref="Usual"/>.</summary>
    public FixedChoice Worst => Usual.MaxBy(choice => choice.Cost.Seconds)!;

    /// <summary>Runs all transfers over one link.</summary>
    /// <param name="link">The link.</param>
    /// <param name="seed">The first of the seeds, which follow one another.</param>
    /// <param name="runs">How many seeds.</param>
    public static LinkResult Of(LinkProfile link, ulong seed, int runs) =>
        new(link, [.. Enumerable.Range(0, runs).Select(run => seed + (ulong)run)]);

    private FixedChoice BestOf(IEnumerable<FixedChoice> known)
    {
        var best = known.MinBy(choice => choice.Cost.Seconds)!;
        foreach (var bytes in FixedChoice.GridBytes)
        {
            foreach (var connections in FixedChoice.GridConnections)
            {
                best = TryToBeat(best, bytes, connections);
            }
        }

        return best;
    }

    /// <summary>As <see cref="Try"/>, but given up as soon as it has taken longer than the best so far.</summary>
    private FixedChoice TryToBeat(FixedChoice best, long bytes, int connections)
    {
        var outcomes = new List<TransferOutcome>();
        var left = best.Cost.Seconds * _seeds.Count;
        foreach (var seed in _seeds)
        {
            var outcome = Transfer.Run(Link, seed, new FixedChunks(bytes, connections), Math.Min(left, Transfer.PatienceSeconds));
            outcomes.Add(outcome);
            left -= outcome.Seconds;
            if (left <= 0)
            {
                return best;
            }
        }

        var cost = Cost.Of(outcomes);
        return cost.Seconds < best.Cost.Seconds ? new(bytes, connections, cost) : best;
    }

    private FixedChoice Try(long bytes, int connections) => new(bytes, connections, Mean(() => new FixedChunks(bytes, connections)));

    private Cost Mean(Func<IChunkPolicy> policy) => Cost.Of([.. _seeds.Select(seed => Transfer.Run(Link, seed, policy()))]);
}
