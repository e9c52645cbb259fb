using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Core.Tests.Ledgers.Exploring;

/// <summary>
/// How often a client must ask until its file is there, if nobody else sends any more and whatever can go wrong does: at which instance
/// each request arrives and how it is cut is chosen against it.
/// </summary>
/// <param name="alphabet">The translation.</param>
/// <param name="content">What the client sends.</param>
internal sealed class FreshClient(Alphabet alphabet, string content)
{
    /// <summary>For ever.</summary>
    public const int Stuck = 1000;

    private const int MostAsksInARow = 12;

    private readonly Dictionary<string, int> _known = [];
    private int _askedInARow;

    /// <summary>The most HEADs from a state with nothing on its way.</summary>
    public int Asks(World world)
    {
        var key = world.Blocks + "|" + string.Join(';', world.Remembered);
        if (_known.TryGetValue(key, out var known))
        {
            return known;
        }

        // Met again before it is known, it is a circle.
        _known[key] = Stuck;
        if (_askedInARow >= MostAsksInARow)
        {
            return Stuck;
        }

        _askedInARow++;
        var worst = 1;
        var step = StreamRules.Ask(alphabet.Read(world.Blocks), content.Length);
        if (step is not HeadStep.Complete)
        {
            for (var instance = 0; instance < world.Remembered.Count && worst < Stuck; instance++)
            {
                worst = Math.Max(worst, step switch
                {
                    HeadStep.Answer answer => 1 + Told(world, instance, alphabet.PlaceOf(answer.Tip)),
                    HeadStep.Fence fence => 1 + Told(world.With(alphabet.Letter(fence.Block)), instance, alphabet.PlaceOf(fence.Tip)),
                    _ => Stuck,
                });
            }
        }

        _askedInARow--;
        return _known[key] = Math.Min(worst, Stuck);
    }

    private int Told(World world, int instance, Place at) => Sends(world.Remember(instance, at), at.Before.Length);

    private int Sends(World world, int offset)
    {
        var worst = 0;
        for (var instance = 0; instance < world.Remembered.Count && worst < Stuck; instance++)
        {
            var at = world.Remembered[instance];
            if (at is not { } warm || !StreamRules.IsWarm(alphabet.Tip(warm), offset))
            {
                var step = StreamRules.Begin(alphabet.Read(world.Blocks), offset);
                at = alphabet.PlaceOf(step.Tip);
                if (step is BodyStep.Refuse)
                {
                    worst = Math.Max(worst, Asks(world.Remember(instance, at)));
                    continue;
                }
            }

            for (var end = offset + 1; end <= content.Length && worst < Stuck; end++)
            {
                worst = Math.Max(worst, Staged(world, instance, at.Value, content[offset..end], end));
            }
        }

        return worst;
    }

    private int Staged(World world, int instance, Place at, string piece, int end)
    {
        var (block, to) = alphabet.Stage(at, piece);
        var next = world.With(block).Remember(instance, to);
        if (end < content.Length)
        {
            return Sends(next, end);
        }

        var lineage = alphabet.Read(next.Blocks);
        return StreamRules.End(lineage, alphabet.Tip(to)) is EndStep.Commit
            ? 0
            : Asks(next.Remember(instance, alphabet.PlaceOf(lineage.Tip)));
    }
}
