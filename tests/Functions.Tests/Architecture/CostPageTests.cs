using System.Globalization;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Architecture;

/// <summary>The arithmetic of docs/cost.md: every figure follows from its two tables of inputs.</summary>
public sealed class CostPageTests
{
    private const decimal MiB = 1024 * 1024;
    private const decimal TiB = MiB * MiB;

    private static readonly string Page = Repository.Read("docs/cost.md");

    private static readonly Dictionary<string, decimal> Inputs = Rows("| `").ToDictionary(row => row[0].Trim('`'), row => Number(row[1]));

    private static readonly decimal Machine = (Inputs["hoursPerMonth"] * Inputs["vm"]) + Inputs["disk"];

    public static TheoryData<string> Sizes => ["64 KiB", "256 KiB", "1 MiB", "4 MiB", "8 MiB"];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_row_by_size_follows_from_the_inputs(string size)
    {
        var cost = Of(size);

        Assert.Equal(
            [size, $"{cost.Chunks:N0}", Dollars(cost.Storage), Dollars(cost.Executions), Dollars(cost.Log), Dollars(cost.Busy),
                Dollars(cost.Least), Dollars(cost.Alone), Dollars(cost.Most)],
            Rows($"| {size} ").Single(row => row.Length == 9));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_row_beside_others_follows_from_the_inputs(string size)
    {
        var cost = Of(size);
        var files = Inputs["files"];
        var tusd = (cost.Chunks / 10_000 * (Inputs["write"] + Inputs["read"] + Inputs["other"])) + (files / 10_000 * Inputs["write"]);
        var sas = (cost.Chunks + files) / 10_000 * Inputs["write"];

        Assert.Equal(
            [size, $"{Dollars(cost.Least)} to {Dollars(cost.Most)}", $"{Dollars(tusd)} + {Dollars(Machine)} a month", Dollars(sas)],
            Rows($"| {size} ").Single(row => row.Length == 4));
    }

    [Fact]
    public void The_steps_end_in_what_the_table_has()
    {
        var cost = Of("1 MiB");
        (string Step, decimal Result)[] steps =
        [
            ("storage together", cost.Storage),
            ("executions                    ", cost.Executions),
            ("requests in the log", cost.Log),
            ("memory, busy", cost.Busy),
            ("memory, each chunk alone", cost.Alone),
        ];
        var lines = Page.Split('\n');

        Assert.All(
            steps,
            step => Assert.EndsWith(
                $"= ${Dollars(step.Result)}",
                Assert.Single(lines, line => line.StartsWith($"    {step.Step}", StringComparison.Ordinal)),
                StringComparison.Ordinal));
        Assert.Contains($"730 x $0.096 + $9.60 = ${Dollars(Machine)}", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cut_connections_cost_in_the_log_follows_from_the_inputs()
    {
        foreach (var (step, bytes) in ((string, string)[])[("as measured", "logBytesPerCut"), ("with host.json", "logBytesPerCutNow")])
        {
            var cost = MiB * Inputs[bytes] / 1_000_000_000 * Inputs["log"];
            var line = Assert.Single(Page.Split('\n'), line => line.StartsWith($"    {step}", StringComparison.Ordinal));

            Assert.Contains($"{MiB:N0} x {Inputs[bytes]:N0} / 10^9 x ${Inputs["log"]} ", line, StringComparison.Ordinal);
            Assert.Contains($"= ${Dollars(cost)}", line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_it_costs_while_nobody_uploads_follows_from_the_timers()
    {
        var runs = Inputs["timerRunsPerMonth"];
        var month = runs * ((
            Inputs["aloneSeconds"] * Inputs["instanceGB"] * Inputs["memory"]) + (Inputs["execution"] / 1_000_000) + (
                Inputs["logBytesPerRequest"] / 1_000_000_000 * Inputs["log"]));

        Assert.Equal((12 * Inputs["hoursPerMonth"]) + Inputs["hoursPerMonth"], runs);
        Assert.Contains($"are ${Dollars(month)} a month", Page, StringComparison.Ordinal);
    }

    private static (
        decimal Chunks,
        decimal Storage,
        decimal Executions,
        decimal Log,
        decimal Busy,
        decimal Alone,
        decimal Least,
        decimal Most) Of(string size)
    {
        var files = Inputs["files"];
        var chunks = TiB / (Number(size.Split(' ')[0]) * (size.EndsWith("KiB", StringComparison.Ordinal) ? 1024 : MiB));
        var runs = chunks + (files * Inputs["executionsPerUpload"]);
        var storage = ((chunks + (files * Inputs["writesPerUpload"])) / 10_000 * Inputs["write"])
            + (files * Inputs["otherPerUpload"] / 10_000 * Inputs["other"])
            + (((chunks * Inputs["tablePerChunk"]) + (files * Inputs["tablePerUpload"])) / 10_000 * Inputs["table"]);
        var executions = runs / 1_000_000 * Inputs["execution"];
        var log = runs * Inputs["logBytesPerRequest"] / 1_000_000_000 * Inputs["log"];
        var memory = Inputs["instanceGB"] * Inputs["memory"];
        var busy = TiB / MiB / Inputs["busyMiBPerSecond"] * memory;
        var alone = runs * Inputs["aloneSeconds"] * memory;
        return (chunks, storage, executions, log, busy, alone, storage + executions + log + busy, storage + executions + log + alone);
    }

    private static IEnumerable<string[]> Rows(string begin) => Page.Split('\n')
        .Where(line => line.StartsWith(begin, StringComparison.Ordinal))
        .Select(line => line.Trim().Trim('|').Split('|', StringSplitOptions.TrimEntries));

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);

    private static string Dollars(decimal amount) =>
        Math.Round(amount, 2, MidpointRounding.AwayFromZero).ToString("N2", CultureInfo.InvariantCulture);
}
