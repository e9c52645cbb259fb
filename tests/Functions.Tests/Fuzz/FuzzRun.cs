using System.Text;
using System.Text.Json;
using SmartTransfer.Core.Identity;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Fuzz;

/// <summary>Sends requests to a host of its own, one after the other, and collects what is wrong.</summary>
internal sealed class FuzzRun
{
    private const int MaxFindings = 25;

    private readonly List<string> _findings = [];

    private FuzzRun()
    {
    }

    /// <summary>How many requests got an answer of which class (2 for 2xx), 0 for none.</summary>
    public SortedDictionary<int, int> Answers { get; } = [];

    /// <summary>Which failures were answered.</summary>
    public HashSet<string> Codes { get; } = [];

    /// <summary>What was found; empty for nothing.</summary>
    public string Report => string.Join("\n\n", _findings);

    /// <summary>Sends as many requests as are asked for.</summary>
    /// <param name="seed">Which.</param>
    /// <param name="count">How many.</param>
    /// <param name="bodies">How the host treats bodies.</param>
    public static async Task<FuzzRun> OfAsync(int seed, int count, string bodies)
    {
        var run = new FuzzRun();
        using var witness = new Witness();
        await using var host = await ApiHost.StartOnSystemTimeAsync(
            [.. ApiHost.SmallChunks, $"--LocalHost:Bodies={bodies}", "--Kestrel:Limits:MaxRequestHeadersTotalSize=32768"], witness);
        var (random, uploads, untrue) = (new Random(seed), new List<UploadId>(), new HashSet<UploadId>());
        var (grammar, mutations, judge) = (new Grammar(random, host.Stored, uploads), new Mutations(random),
            new Judge(host, bodies == "functions"));
        var before = new StoredState(host.Stored);
        for (var number = 0; number < count && run._findings.Count < MaxFindings; number++)
        {
            var request = grammar.Next();
            mutations.Apply(request);
            var (answer, wrong) = await AskAsync(request, host, witness);
            var after = new StoredState(host.Stored);
            foreach (var added in after.Sessions.Keys.Except(before.Sessions.Keys).ToList())
            {
                uploads.Add(added);
                untrue.UnionWith(request.IsTrue ? [] : [added]);
            }

            if (!request.IsTrue && request.Upload is { } upload)
            {
                untrue.Add(upload);
            }

            var kind = (answer?.Status ?? 0) / 100;
            run.Answers[kind] = run.Answers.GetValueOrDefault(kind) + 1;
            if (answer?.Header("Content-Type") is "application/problem+json" && answer.Body.Length > 0)
            {
                run.Codes.Add(JsonElement.Parse(answer.Body).GetProperty("code").GetString()!);
            }

            var all = judge.Of(request, answer, witness.ReachedFrom(request.Port), before, after);
            run._findings.AddRange(all.Append(wrong).OfType<string>().Select(
                what => $"{number}: {what}\n    {request}\n    {Head(answer)}"));
            before = after;
        }

        await run.AskForAllAsync(host, witness, judge, untrue);
        return run;
    }

    private static async Task<(RawAnswer? Answer, string? Wrong)> AskAsync(RawRequest request, ApiHost host, Witness witness)
    {
        witness.Forget();
        try
        {
            return (await RawAnswer.ToAsync(request, host.Address), null);
        }
        catch (Exception wrong) when (wrong is FormatException or TimeoutException)
        {
            return (null, wrong.Message);
        }
        finally
        {
            await witness.WhenQuietAsync(host.Address);
        }
    }

    /// <summary>Whatever happened to an upload, its client can still be told where it stands, and whoever reads it gets it.</summary>
    private async Task AskForAllAsync(ApiHost host, Witness witness, Judge judge, HashSet<UploadId> untrue)
    {
        var state = new StoredState(host.Stored);
        _findings.AddRange(judge.OfAll(state, untrue));
        foreach (var id in state.Sessions.Keys)
        {
            RawRequest[] requests =
            [
                new("GetStatus", "GET", $"/api/uploads/{id.Value}"), new("GetContent", "GET", $"/api/uploads/{id.Value}/content"),
                new("TusGet", "GET", $"/api/tus/{id.Value}") { Headers = { ("Tus-Resumable", "1.0.0") } },
                new("TusHead", "HEAD", $"/api/tus/{id.Value}") { Headers = { ("Tus-Resumable", "1.0.0") } },
            ];
            foreach (var request in requests)
            {
                var (answer, wrong) = await AskAsync(request, host, witness);
                var now = new StoredState(host.Stored);
                _findings.AddRange(judge.Of(request, answer, witness.ReachedFrom(request.Port), now, now).Append(wrong).OfType<string>()
                    .Select(what => $"at the end: {what}\n    {request}\n    {Head(answer)}"));
            }
        }
    }

    private static string Head(RawAnswer? answer)
    {
        if (answer is null)
        {
            return "nothing";
        }

        var headers = answer.Headers.Select(header => $"{header.Name}: {header.Value}");
        var body = Encoding.Latin1.GetString(answer.Body.AsSpan(0, Math.Min(answer.Body.Length, 300)));
        return $"{answer.Status} {string.Join(" | ", headers)} | {body}";
    }
}
