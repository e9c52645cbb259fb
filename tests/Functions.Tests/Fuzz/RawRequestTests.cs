using System.Globalization;
using Xunit.Abstractions;

namespace SmartTransfer.Functions.Tests.Fuzz;

/// <summary>
/// Requests as no client sends them: every operation of the API, with head, framing and body changed at random. How many is said
/// by <c>SMARTTRANSFER_FUZZ_REQUESTS</c> (2,000), which by <c>SMARTTRANSFER_TEST_SEED</c> (others each time).
/// </summary>
public class RawRequestTests(ITestOutputHelper output)
{
    // The storage is looked through after every request: a new host now and then keeps that quick.
    private const int RequestsPerHost = 1_000;

    [Fact]
    public async Task No_request_breaks_the_service_or_leaves_anything_behind_when_it_is_refused()
    {
        var count = Number("SMARTTRANSFER_FUZZ_REQUESTS") ?? 2_000;
        var seed = Number("SMARTTRANSFER_TEST_SEED") ?? Environment.TickCount;
        for (var (sent, part) = (0, 0); sent < count; part++)
        {
            var bodies = part % 2 == 0 ? "functions" : "stream";
            var run = await FuzzRun.OfAsync(unchecked((seed * 7_919) + part), Math.Min(RequestsPerHost, count - sent), bodies);
            sent += run.Answers.Values.Sum();
            var answers = run.Answers.Select(kind => $"{kind.Key}xx {kind.Value}");
            output.WriteLine($"Seed {seed} + {part}, {bodies}: {string.Join(", ", answers)}, {run.Codes.Count} codes");
            Assert.True(run.Report.Length == 0, $"SMARTTRANSFER_TEST_SEED={seed} (part {part}, {bodies})\n{run.Report}");
            Assert.True(run.Answers.GetValueOrDefault(2) > 0 && run.Answers.GetValueOrDefault(4) > 0, "The requests were all alike.");
        }
    }

    private static int? Number(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
