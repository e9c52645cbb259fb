using SmartTransfer.Core.Tests.Ledgers.Exploring;
using Xunit.Abstractions;

namespace SmartTransfer.Core.Tests.Ledgers;

/// <summary>
/// What a client is promised (docs/adr/0020), over the states of an upload with two instances, one live client, HEADs, completions and
/// whatever the client gave up before. Bounded: strong evidence and no proof.
/// </summary>
public class StreamExplorerTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("aaa", "bbb")]
    [InlineData("aaa", "abb")]
    public void Who_follows_what_it_is_told_gets_its_bytes_and_nothing_is_stuck(string first, string second)
    {
        var alphabet = new Alphabet(first.Length);
        var moves = new Moves(alphabet, first, second);
        var explorer = new Explorer(moves, new FreshClient(alphabet, first), new FreshClient(alphabet, second));

        var states = explorer.Widely(Start(Phase.Send, heads: 2, patches: 3, restarts: 0), 12_000);
        explorer.AtRandom(Start(Phase.Send, heads: 4, patches: 6, restarts: 1), 8_000, seed: 1);

        AssertMuchWasSeen(explorer, states, 12_000);
    }

    [Fact]
    public void The_same_holds_once_two_contents_have_met()
    {
        // Each instance remembers another content and has a body of a client that is gone; a third is on its way.
        var alphabet = new Alphabet(3);
        var (a, b) = (alphabet.Stage(new Place("", 0), "a"), alphabet.Stage(new Place("", 0), "b"));
        var start = Start(Phase.Ask, heads: 3, patches: 3, restarts: 0) with
        {
            Remembered = [a.To, b.To],
            Bodies = [new Body(0, a.To, "aa", 0, IsLive: false), new Body(1, b.To, "aa", 0, IsLive: false)],
            Requests = [new Request(0, "aaa", IsLive: false)],
            Version = 1,
        };
        start = start.With(a.Block).With(b.Block);
        var explorer = new Explorer(new Moves(alphabet, "aaa", "bbb"), new FreshClient(alphabet, "aaa"), new FreshClient(alphabet, "bbb"));

        var states = explorer.Widely(start, 20_000);
        explorer.AtRandom(start with { HeadsLeft = 6, PatchesLeft = 8, RestartsLeft = 1 }, 8_000, seed: 2);

        AssertMuchWasSeen(explorer, states, 20_000);
        Assert.InRange(explorer.MostAsks, 2, 5);
    }

    [Fact]
    public void With_one_content_the_offset_never_falls_and_nothing_is_refused()
    {
        var alphabet = new Alphabet(3);
        var explorer = new Explorer(new Moves(alphabet, "aaa", "aaa", "aaa"), new FreshClient(alphabet, "aaa"));

        var states = explorer.Widely(Start(Phase.Send, heads: 2, patches: 3, restarts: 1), 12_000);
        explorer.AtRandom(Start(Phase.Send, heads: 5, patches: 7, restarts: 2), 8_000, seed: 3);

        AssertMuchWasSeen(explorer, states, 12_000);
    }

    [Fact]
    public void From_any_mixture_with_plain_chunks_a_client_comes_to_an_end()
    {
        var alphabet = new Alphabet(4);
        FreshClient[] clients = [new(alphabet, "aaaa"), new(alphabet, "abab")];
        var random = new Random(4);
        var most = 0;
        for (var i = 0; i < 150; i++)
        {
            var world = Start(Phase.Ask, heads: 0, patches: 0, restarts: 0);
            for (var count = random.Next(1, 8); count > 0; count--)
            {
                var before = Text(random.Next(4));
                var content = Text(random.Next(1, 5 - before.Length));
                world = world.With(random.Next(2) == 0
                    ? alphabet.Letter(TextBlocks.Plain(before.Length, content))
                    : alphabet.Stage(new Place(before, 0), content).Block);
            }

            most = Math.Max(most, clients.Max(client => client.Asks(world)));
            Assert.True(most < FreshClient.Stuck, $"list {i}: {world.Blocks.Length} blocks");
        }

        output.WriteLine($"{most} HEADs at most");
        Assert.True(most > 1);

        string Text(int length) => string.Concat(Enumerable.Range(0, length).Select(_ => random.Next(3) == 0 ? 'b' : 'a'));
    }

    private static World Start(Phase phase, int heads, int patches, int restarts) => new()
    {
        Remembered = [null, null],
        Phase = phase,
        HeadsLeft = heads,
        PatchesLeft = patches,
        RestartsLeft = restarts,
        LostHeadsLeft = 1,
    };

    private void AssertMuchWasSeen(Explorer explorer, int states, int least)
    {
        var (quiet, completed, asks) = (explorer.QuietStates, explorer.Completions, explorer.MostAsks);
        output.WriteLine($"{states} states, {quiet} quiet, {completed} completed, {asks} HEADs at most");
        Assert.True(states >= least && quiet > 100 && completed > 100);
    }
}
