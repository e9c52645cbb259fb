namespace SmartTransfer.Testing.Interleavings;

/// <summary>
/// Runs actors against one storage in every order that their storage calls can come in: a schedule is a list of choices
/// who is next, and the next schedule differs in the last choice that still had an alternative.
/// </summary>
public static class Interleaving
{
    /// <summary>Runs all schedules.</summary>
    /// <param name="scenario">Makes a fresh world and says who acts in it and what must hold when all are done.</param>
    /// <returns>How many schedules there were.</returns>
    public static async Task<int> ExploreAsync(Func<Task<Scenario>> scenario)
    {
        var schedules = 0;
        for (List<(int Chosen, int Of)>? prefix = []; prefix is not null; schedules++)
        {
            var chosen = prefix;
            prefix = Next(await Task.Run(async () => await RunAsync(await scenario(), chosen, static _ => 0)));
        }

        return schedules;
    }

    /// <summary>Runs schedules drawn at random, where there are too many to run all.</summary>
    public static async Task SampleAsync(Func<Task<Scenario>> scenario, int schedules, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < schedules; i++)
        {
            await Task.Run(async () => await RunAsync(await scenario(), [], random.Next));
        }
    }

    private static async Task<List<(int Chosen, int Of)>> RunAsync(
        Scenario scenario, List<(int Chosen, int Of)> prefix, Func<int, int> beyond)
    {
        var choices = new List<(int Chosen, int Of)>();
        var trace = new List<string>();
        var actors = scenario.Acts.Select(_ => new Actor(scenario.Storage)).ToList();
        for (var i = 0; i < actors.Count; i++)
        {
            actors[i].Work = scenario.Acts[i](actors[i].Storage);
        }

        while (true)
        {
            var ready = new List<int>();
            for (var i = 0; i < actors.Count; i++)
            {
                if (await actors[i].WantsTurnAsync())
                {
                    ready.Add(i);
                }
            }

            try
            {
                scenario.Always?.Invoke();
            }
            catch (Exception failed)
            {
                throw new InvalidOperationException($"Schedule [{string.Join(' ', trace)}] failed: {failed.Message}", failed);
            }

            if (ready.Count == 0)
            {
                break;
            }

            var chosen = choices.Count < prefix.Count ? prefix[choices.Count].Chosen : beyond(ready.Count);
            choices.Add((chosen, ready.Count));
            trace.Add($"{ready[chosen]}:{actors[ready[chosen]].Step()}");
        }

        try
        {
            await Task.WhenAll(actors.Select(actor => actor.Work));
            await scenario.ThenAsync();
        }
        catch (Exception failed)
        {
            throw new InvalidOperationException($"Schedule [{string.Join(' ', trace)}] failed: {failed.Message}", failed);
        }

        return choices;
    }

    private static List<(int Chosen, int Of)>? Next(List<(int Chosen, int Of)> choices)
    {
        var last = choices.FindLastIndex(choice => choice.Chosen + 1 < choice.Of);
        return last < 0 ? null : [.. choices.Take(last), (choices[last].Chosen + 1, choices[last].Of)];
    }
}
