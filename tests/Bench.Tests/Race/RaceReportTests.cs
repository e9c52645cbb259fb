using System.Xml.Linq;
using SmartTransfer.Bench.Race;

namespace SmartTransfer.Bench.Tests.Race;

public sealed class RaceReportTests
{
    private static readonly RaceLink Adsl = RaceLinks.All[1];

    private readonly RaceResults _results = new([Adsl], RacePlan.Full);

    public RaceReportTests()
    {
        foreach (var racer in Racers.All)
        {
            for (var run = 0; run < 3; run++)
            {
                _results.Add(Adsl, racer, new RaceResult(RaceEnd.Whole, 60 + run, Adsl.Profile.FileBytes + (1 << 20)));
            }
        }
    }

    [Fact]
    public void The_middle_of_the_runs_counts_and_a_file_that_did_not_arrive_is_the_slowest()
    {
        var racer = Racers.All[0];
        Assert.Equal(61, _results.Seconds(Adsl, racer));
        _results.Add(Adsl, racer, new RaceResult(RaceEnd.Late, 200, 0));
        _results.Add(Adsl, racer, new RaceResult(RaceEnd.Wrong, 10, 0));
        Assert.Equal(62, _results.Seconds(Adsl, racer));
        _results.Add(Adsl, racer, new RaceResult(RaceEnd.GivenUp, 5, 0));
        Assert.Equal(double.PositiveInfinity, _results.Seconds(Adsl, racer));
        Assert.Equal(2, _results.Count(Adsl, racer, RaceEnd.GivenUp, RaceEnd.Late));
    }

    [Fact]
    public void Every_client_has_a_row_in_every_table_and_a_bar()
    {
        var tables = new RaceReport(_results, TimeSpan.FromMinutes(1)).Tables();
        var picture = XDocument.Parse(new RacePicture(_results).Svg());
        Assert.All(Racers.All, racer =>
        {
            Assert.Equal(3, tables.Split($"| {racer.Name} ").Length - 1);
            Assert.Contains(picture.Descendants(), text => text.Name.LocalName == "text" && text.Value == racer.Name);
        });
        Assert.Contains("more than 5 % behind the first of those that verify on none", tables, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_keeps_what_was_written_around_the_tables()
    {
        var folder = Directory.CreateTempSubdirectory("smart-transfer-tests-");
        try
        {
            var report = new RaceReport(_results, TimeSpan.FromMinutes(1));
            await report.WriteAsync(folder.FullName);
            var page = Path.Combine(folder.FullName, "race.md");
            await File.WriteAllTextAsync(page, "Before.\n" + await File.ReadAllTextAsync(page) + "After.\n");
            await report.WriteAsync(folder.FullName);
            var text = await File.ReadAllTextAsync(page);
            Assert.StartsWith("Before.\n", text, StringComparison.Ordinal);
            Assert.EndsWith("After.\n", text, StringComparison.Ordinal);
            Assert.Equal(2, text.Split("![Times").Length);
            Assert.True(File.Exists(Path.Combine(folder.FullName, "race.svg")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
