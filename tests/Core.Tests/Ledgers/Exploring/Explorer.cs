namespace SmartTransfer.Core.Tests.Ledgers.Exploring;

/// <summary>Walks through the states of an upload, first those that take the fewest moves, then at random.</summary>
/// <param name="moves">What may happen.</param>
/// <param name="fresh">Clients that come to states with nothing on its way.</param>
internal sealed class Explorer(Moves moves, params IReadOnlyList<FreshClient> fresh)
{
    /// <summary>States with nothing on its way and no file, from which fresh clients were tried.</summary>
    public int QuietStates { get; private set; }

    /// <summary>The most HEADs that one of them needed.</summary>
    public int MostAsks { get; private set; }

    /// <summary>States in which a file was committed.</summary>
    public int Completions { get; private set; }

    /// <summary>Looks at every state within a number, the ones of fewest moves first.</summary>
    /// <returns>How many it saw.</returns>
    public int Widely(World start, int states)
    {
        var cameFrom = new Dictionary<string, (string Before, Func<string> What)> { [start.Key()] = ("", () => "") };
        var queue = new Queue<World>([start]);
        while (queue.TryDequeue(out var world))
        {
            var key = world.Key();
            Look(world, () => Story(cameFrom, key));
            foreach (var move in moves.Of(world))
            {
                if (move.Broken is { } broken)
                {
                    Assert.Fail($"{broken}\n{Story(cameFrom, key)}{move.What()}");
                }

                if (cameFrom.Count < states && cameFrom.TryAdd(move.Next.Key(), (key, move.What)))
                {
                    queue.Enqueue(move.Next);
                }
            }
        }

        return cameFrom.Count;
    }

    /// <summary>Goes this many steps at random, from the start again whenever nothing more can happen.</summary>
    public void AtRandom(World start, int steps, int seed)
    {
        var random = new Random(seed);
        var story = new List<Func<string>>();
        for (var (step, world) = (0, start); step < steps; step++)
        {
            Look(world, () => Story(story));
            var next = moves.Of(world).ToList();
            if (next.Count == 0)
            {
                world = start;
                story.Clear();
                continue;
            }

            var move = next[random.Next(next.Count)];
            story.Add(move.What);
            if (move.Broken is { } broken)
            {
                Assert.Fail($"seed {seed}: {broken}\n{Story(story)}");
            }

            world = move.Next;
        }
    }

    private void Look(World world, Func<string> story)
    {
        if (world.Committed is not null)
        {
            Completions++;
        }
        else if (world.IsQuiet)
        {
            QuietStates++;
            foreach (var client in fresh)
            {
                var asks = client.Asks(world);
                if (asks >= FreshClient.Stuck)
                {
                    Assert.Fail($"stuck\n{story()}");
                }

                MostAsks = Math.Max(MostAsks, asks);
            }
        }
    }

    private static string Story(IEnumerable<Func<string>> moves) => string.Join('\n', moves.Select(what => what()));

    private static string Story(Dictionary<string, (string Before, Func<string> What)> cameFrom, string key)
    {
        var lines = new List<string>();
        for (; key.Length > 0; key = cameFrom[key].Before)
        {
            lines.Add(cameFrom[key].What());
        }

        lines.Reverse();
        return string.Join('\n', lines) + "\n";
    }
}
