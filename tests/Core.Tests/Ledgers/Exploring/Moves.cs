using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Core.Tests.Ledgers.Exploring;

/// <summary>
/// All that may happen next in a state. The client follows the protocol; whatever it gave up goes on as a zombie; instances call the
/// rules and do what these say, with other things happening between any two steps.
/// </summary>
/// <param name="alphabet">The translation.</param>
/// <param name="versions">The contents that the client sends one after the other; it turns to the next one when it has given up.</param>
internal sealed class Moves(Alphabet alphabet, params string[] versions)
{
    private readonly int _length = versions[0].Length;
    private readonly bool _hasOneContent = versions.Distinct().Count() == 1;

    public IEnumerable<Move> Of(World world) =>
        [.. Restarts(world), .. Client(world), .. Answers(world), .. Arrivals(world), .. Stagings(world), .. Ends(world)];

    private static IEnumerable<Move> Restarts(World world) =>
        from instance in Enumerable.Range(0, world.Remembered.Count)
        where world.RestartsLeft > 0 && world.Remembered[instance] is not null
        let without = world.Remember(instance, null)
        select new Move(() => $"instance {instance} restarts", without with { RestartsLeft = world.RestartsLeft - 1 });

    private IEnumerable<Move> Client(World world)
    {
        var content = versions[world.Version];
        if (world.Phase is Phase.Ask && world.HeadsLeft > 0)
        {
            var asked = world with { HeadsLeft = world.HeadsLeft - 1 };
            for (var instance = 0; instance < world.Remembered.Count; instance++)
            {
                yield return Asked(asked, instance);
            }
        }

        if (world.Phase is Phase.Send && world.PatchesLeft > 0)
        {
            var offset = world.Belief.Length;
            for (var end = offset + 1; end <= _length; end++)
            {
                var request = new Request(offset, content[offset..end], IsLive: true);
                var sending = world with { Phase = Phase.Sending, PatchesLeft = world.PatchesLeft - 1 };
                yield return new Move(() => $"PATCH {offset} {request.Content}", sending with { Requests = [.. world.Requests, request] });
            }
        }

        if (world.Phase is Phase.Sending || (world.Phase is Phase.Asking && world.LostHeadsLeft > 0))
        {
            var zombies = world with
            {
                Phase = Phase.Ask,
                LostHeadsLeft = world.LostHeadsLeft - (world.Phase is Phase.Asking ? 1 : 0),
                Bodies = [.. world.Bodies.Select(body => body with { IsLive = false })],
                Requests = [.. world.Requests.Select(request => request with { IsLive = false })],
                Questions = [.. world.Questions.Select(head => head with { IsLive = false })],
            };
            yield return new Move(() => "the client gives up", zombies);
            if (world.Version + 1 < versions.Length)
            {
                var turned = zombies with { Version = world.Version + 1, Belief = "" };
                yield return new Move(() => "the client gives up and begins another version", turned);
            }
        }
    }

    private Move Asked(World world, int instance)
    {
        if (world.Committed is not null)
        {
            return new Move(() => "HEAD: completed", world with { Phase = Phase.Done });
        }

        switch (StreamRules.Ask(alphabet.Read(world.Blocks), _length))
        {
            case HeadStep.Complete complete:
                var completed = world with { Phase = Phase.Done, Committed = alphabet.Content(complete.File) };
                return new Move(() => $"HEAD at {instance} completes", completed);
            case HeadStep.Fence fence:
                return Answer(fence.Tip, alphabet.Letter(fence.Block));
            case HeadStep.Answer answer:
                return Answer(answer.Tip, default);
            default:
                return new Move(() => $"HEAD at {instance}", world, "HEAD has no answer");
        }

        Move Answer(StreamTip tip, char fence)
        {
            var head = new Question(instance, alphabet.PlaceOf(tip), fence, IsLive: true, world.Told);
            var asking = world with { Phase = Phase.Asking, Questions = [.. world.Questions, head] };
            return new Move(() => $"HEAD at {instance} reads {head.At}", asking);
        }
    }

    private IEnumerable<Move> Answers(World world)
    {
        for (var i = 0; i < world.Questions.Count; i++)
        {
            var head = world.Questions[i];
            var next = world.Remember(head.Instance, head.At) with { Questions = Without(world.Questions, i) };
            next = head.Fence == default ? next : next.With(head.Fence);
            if (!head.IsLive)
            {
                yield return new Move(() => $"HEAD at {head.Instance} answers nobody", next);
                continue;
            }

            var offset = head.At.Before.Length;
            next = next with { Phase = Phase.Send, Belief = head.At.Before, Told = Math.Max(world.Told, offset) };
            var broken = _hasOneContent && offset < head.ToldBefore ? "the offset falls with one content"
                : offset == _length ? "HEAD tells the end of a file that is not there"
                : null;
            yield return new Move(() => $"HEAD at {head.Instance} answers {offset}", next, broken);
        }
    }

    private IEnumerable<Move> Arrivals(World world)
    {
        for (var i = 0; i < world.Requests.Count; i++)
        {
            var request = world.Requests[i];
            var arrived = world with { Requests = Without(world.Requests, i) };
            for (var instance = 0; instance < world.Remembered.Count; instance++)
            {
                yield return Arrives(arrived, request, instance);
            }
        }
    }

    private Move Arrives(World world, Request request, int instance)
    {
        var refused = request.IsLive ? world with { Phase = Phase.Ask } : world;
        if (world.Committed is not null)
        {
            return new Move(() => $"{request} at {instance}: completed", refused);
        }

        if (world.Remembered[instance] is { } warm && StreamRules.IsWarm(alphabet.Tip(warm), request.Offset))
        {
            return Taken(world, warm);
        }

        var step = StreamRules.Begin(alphabet.Read(world.Blocks), request.Offset);
        var place = alphabet.PlaceOf(step.Tip);
        return step is BodyStep.Take
            ? Taken(world.Remember(instance, place), place)
            : new Move(() => $"{request} at {instance}: 409", refused.Remember(instance, place));

        Move Taken(World now, Place at)
        {
            var body = new Body(instance, at, request.Content, at.Before.Length, request.IsLive);
            return new(() => $"{request} at {instance} on {at}", now with { Bodies = [.. now.Bodies, body] });
        }
    }

    private IEnumerable<Move> Stagings(World world)
    {
        for (var i = 0; i < world.Bodies.Count; i++)
        {
            var body = world.Bodies[i];
            for (var cut = 1; cut <= body.Rest.Length; cut++)
            {
                var (block, to) = alphabet.Stage(body.At, body.Rest[..cut]);
                var advanced = StreamRules.Advance(alphabet.Tip(world.Remembered[body.Instance]), alphabet.Tip(body.At), alphabet.Tip(to));
                var next = world.With(block).Remember(body.Instance, alphabet.PlaceOf(advanced)) with
                {
                    Bodies = [.. Without(world.Bodies, i), body with { At = to, Rest = body.Rest[cut..] }],
                };
                yield return new Move(() => $"{body} stages {cut}", next);
            }
        }
    }

    private IEnumerable<Move> Ends(World world)
    {
        for (var i = 0; i < world.Bodies.Count; i++)
        {
            var body = world.Bodies[i];
            if (body.Rest.Length > 0)
            {
                continue;
            }

            var next = world with { Bodies = Without(world.Bodies, i) };
            if (body.At.Before.Length == _length)
            {
                yield return LastEnds(next, body);
            }
            else if (body.IsLive)
            {
                var belief = world.Belief + body.At.Before[body.Begin..];
                var told = Math.Max(world.Told, belief.Length);
                yield return new Move(() => $"{body}: 204", next with { Phase = Phase.Send, Belief = belief, Told = told });
            }
            else
            {
                yield return new Move(() => $"{body} ends", next);
            }
        }
    }

    private Move LastEnds(World world, Body body)
    {
        var own = alphabet.Tip(body.At);
        string? content = null;
        var next = world;
        if (world.Committed is { } there)
        {
            var digests = new FileDigests(TextBlocks.Of(there).Crc64, default, 1, null);
            content = StreamRules.IsOwnFile(digests, _length, own) ? there : null;
        }
        else if (StreamRules.End(alphabet.Read(world.Blocks), own) is EndStep.Commit commit)
        {
            content = alphabet.Content(commit.File);
            next = world with { Committed = content };
        }
        else
        {
            next = world.Remember(body.Instance, alphabet.PlaceOf(alphabet.Read(world.Blocks).Tip));
        }

        if (!body.IsLive)
        {
            return new Move(() => $"{body} ends the file: {content ?? "409"}", next);
        }

        if (content is null)
        {
            var undue = _hasOneContent && world.Committed is null ? "409 with one content" : null;
            return new Move(() => $"{body}: 409", next with { Phase = Phase.Ask }, undue);
        }

        var belief = world.Belief + body.At.Before[body.Begin..];
        var broken = content == belief ? null : $"the file is {content}, and the client followed {belief}";
        return new Move(() => $"{body}: 204, the file is {content}", next with { Phase = Phase.Done, Belief = belief }, broken);
    }

    private static IReadOnlyList<T> Without<T>(IReadOnlyList<T> list, int index) => [.. list.Where((_, i) => i != index)];
}
