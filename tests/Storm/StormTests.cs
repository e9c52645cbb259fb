using System.Diagnostics;
using SmartTransfer.Storm.Judging;
using SmartTransfer.Testing.Azurite;
using Xunit.Abstractions;

namespace SmartTransfer.Storm;

/// <summary>What tests/Storm/README.md describes.</summary>
public sealed class StormTests(ITestOutputHelper output)
{
    private const int MostShown = 10;

    [Fact]
    public async Task Nothing_is_mixed_nothing_stuck_nothing_lost_and_nothing_left()
    {
        var settings = StormSettings.FromEnvironment();
        var startedAt = Stopwatch.GetTimestamp();
        var (sum, findings) = (new StormFigures(), new List<string>());
        do
        {
            // A fresh emulator for each round: one that has served for long stands still to collect what was deleted.
            var azurite = new AzuriteFixture();
            await azurite.InitializeAsync();
            try
            {
                var seed = settings.Seed + sum.Rounds;
                var round = new StormRound(azurite.ConnectionString, seed);
                var figures = await round.RunAsync(settings.Uploads, settings.AtOnce);
                sum += figures;
                Tell(settings, $"Seed {seed}: {figures}");
                foreach (var finding in round.Findings.Select(finding => $"Seed {seed}: {finding}"))
                {
                    findings.Add(finding);
                    Tell(settings, finding);
                }
            }
            finally
            {
                await azurite.DisposeAsync();
            }
        }
        while (Stopwatch.GetElapsedTime(startedAt) < TimeSpan.FromSeconds(settings.Seconds));

        Tell(settings, $"All: {sum}");
        Assert.True(sum.Kills > 0, "No instance was killed: that was no storm.");
        Assert.True(sum.Completed > 0, "No upload was completed: nothing was tested.");
        Assert.True(findings.Count == 0, $"{sum}{Environment.NewLine}{string.Join(Environment.NewLine, findings.Take(MostShown))}");
    }

    private void Tell(StormSettings settings, string line)
    {
        output.WriteLine(line);
        if (settings.LogFile is { } file)
        {
            File.AppendAllText(file, line + Environment.NewLine);
        }
    }
}
