using System.Text;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Functions.Tests.OpenApi.Surface;

/// <content>What the provocations of several codes are made of.</content>
internal static partial class Provocations
{
    private static Func<Provocation, Task> With() => With(static _ => { });

    private static Func<Provocation, Task> With(string header, string value) => With(p => p.Headers[header] = value);

    /// <summary>A request on an upload of its own, with something wrong about it.</summary>
    private static Func<Provocation, Task> With(Action<Provocation> change, long? length = 4) => async p =>
    {
        if (p.Operation.Route.Contains("{id}", StringComparison.Ordinal) || p.Operation.Codes.Contains("too-many-open-uploads"))
        {
            await p.StartAsync(length);
        }

        change(p);
        await p.SendAsync();
    };

    private static Func<Provocation, Task> WithJson(object body) => With(p => p.Json(body));

    private static Func<Provocation, Task> WithToken(Func<Provocation, string> token) =>
        With(p => p.Headers["Authorization"] = $"Bearer {token(p)}");

    /// <summary>Makes the body bytes of a file.</summary>
    private static void Bring(Provocation p, byte[] bytes)
    {
        if (p.Operation.IsPatch || p.Operation.IsTus)
        {
            p.Append(bytes);
            p.Headers["Upload-Complete"] = p.Operation.IsResumable ? "?0" : string.Empty;
            p.Headers["Upload-Length"] = p.Operation.Function == "TusPost" ? "1000000" : string.Empty;
        }
        else
        {
            p.Body = bytes;
        }
    }

    /// <summary>Says something of the file, as the operation does.</summary>
    private static void Describe(Provocation p, string key, string value, object json)
    {
        if (p.Operation.IsTus || p.Operation.IsResumable)
        {
            p.Headers["Upload-Metadata"] = $"{key} {Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}";
        }
        else
        {
            p.Json(json);
        }
    }

    /// <summary>Declares a length, as the operation does.</summary>
    private static void Declare(Provocation p, long length, long at = 0)
    {
        if (p.Operation.IsTus || p.Operation.IsResumable)
        {
            p.Headers["Upload-Length"] = $"{length}";
            if (p.Operation is { IsResumable: true, IsPatch: true })
            {
                // A body that ended the file would say another length.
                p.Headers["Upload-Complete"] = "?0";
            }

            p.Headers["Upload-Offset"] = p.Operation.IsPatch ? $"{at}" : string.Empty;
        }
        else
        {
            p.Json(p.Operation.Function == "StartUpload" ? new { fileName = "a", length } : new { length });
        }
    }

    /// <summary>Makes the request the start of a final upload of one part.</summary>
    private static void Join(Provocation p, string part)
    {
        p.Headers["Upload-Concat"] = $"final;/api/tus/{part}";
        p.Headers["Upload-Length"] = string.Empty;
    }

    private static async Task CompletedAsync(Provocation p, string header, string value)
    {
        await p.StartAsync();
        await p.PutAsync(0, 1, 2, 3, 4);
        await p.CompleteAsync();
        p.Headers[header] = value;
        await p.SendAsync();
    }

    private static async Task EndedAsync(Provocation p, UploadState state)
    {
        if (p.Operation.Function is "TusPost" or "ResumablePost")
        {
            await StartedAgainAsync(p, state);
            return;
        }

        await p.EndAsync(state);
        await p.SendAsync();
    }

    /// <summary>Starts again, under the same key, what has ended meanwhile.</summary>
    private static async Task StartedAgainAsync(Provocation p, UploadState state)
    {
        p.Headers["Idempotency-Key"] = Guid.NewGuid().ToString();
        if (p.Operation.IsResumable)
        {
            (p.Body, p.Headers["Upload-Complete"]) = ([], "?0");
        }

        var before = p.Host.Stored.SessionRows.Select(session => session.Id).ToHashSet();
        await p.SendAsync();
        var row = p.Host.Stored.SessionRows.Single(session => !before.Contains(session.Id));
        row = row with { State = state, ClosedAt = p.Host.Clock.GetUtcNow(), RejectedBecause = "blocks-lost" };
        Assert.NotNull(await p.Host.Stored.Sessions.ReplaceAsync(row, CancellationToken.None));
        await p.SendAsync();
    }

    private static async Task RejectedAsync(Provocation p)
    {
        if (p.Operation.Function != "TusPost")
        {
            await EndedAsync(p, UploadState.Rejected);
            return;
        }

        // A part whose file is gone at the moment.
        await p.StartAsync(4, ("Upload-Concat", "partial"));
        await p.PutAsync(0, 1, 2, 3, 4);
        await p.CompleteAsync();
        await p.Host.Stored.Commits.DiscardAsync(IdOf(p), CancellationToken.None);
        Join(p, p.Id);
        await p.SendAsync();
    }

    private static UploadId IdOf(Provocation p) => UploadId.TryParse(p.Id, out var id) ? id : throw new FormatException(p.Id);

    private static async Task SabotagedAsync(Provocation p, Func<Exception>? fault)
    {
        if (p.Operation.Route.Contains("{id}", StringComparison.Ordinal))
        {
            await p.StartAsync();
        }

        p.Host.Faults.FailFrom(1, fault: fault);
        await p.SendAsync();
    }

    private static async Task SendOftenAsync(Provocation p, long length)
    {
        if (p.Operation.Route.Contains("{id}", StringComparison.Ordinal))
        {
            await p.StartAsync(length);
        }

        for (var n = 0; n < 8; n++)
        {
            await p.SendAsync();
        }
    }

    /// <summary>Sends while another body has all of the instance's memory.</summary>
    private static async Task BusyAsync(Provocation p)
    {
        var rest = new TaskCompletionSource();
        var other = await ClientUpload.StartAsync(p.Host, 1_000_000);
        var chunk = new byte[65_536];
        var first = other.PutAsync(0, Bodies.Paused(chunk, rest.Task), ("Content-Digest", Bodies.ContentDigest(chunk)));
        await Eventually.HoldsAsync("the first chunk is in flight", async () => await InFlightAsync(p) > 0);
        await p.StartAsync(1_000_000);
        if (p.Operation.Function == "CompleteUpload")
        {
            p.Json(new { manifest = new[] { new { offset = 0, length = 1_000_000, sha256 = Bodies.Hex(chunk) } } });
        }
        else
        {
            Bring(p, chunk);
        }

        await p.SendAsync();
        rest.SetResult();
        await first;
    }

    private static async Task<long> InFlightAsync(Provocation p) =>
        (await Reply.ToAsync(p.Host.Client, HttpMethod.Get, "api/health")).Json.Number("bytesInFlight");

    private static async Task CutAsync(Provocation p)
    {
        if (p.Operation.Route.Contains("{id}", StringComparison.Ordinal))
        {
            await p.StartAsync(1000);
        }

        await p.CutAsync();
    }

    /// <summary>Sends while every change of a session loses the race to another.</summary>
    private static async Task BusyUploadAsync(Provocation p)
    {
        await p.StartAsync();
        if (p.Operation.Function is "ResumableHead" or "ResumableGet")
        {
            // Asking changes an upload only where another instance died while it completed it.
            await p.PutAsync(0, 1, 2, 3, 4);
            p.Host.Faults.FailOperation(StorageOperation.CommitBlocks, FaultTiming.BeforeEffect);
            await p.CompleteAsync();
            p.Host.Faults.Heal();
        }

        if (p.Operation.Function is "CompleteUpload" or "TusHead" or "TusGet")
        {
            await p.PutAsync(0, 1, 2, 3, 4);
        }

        if (p.Operation.Function == "RemoveFile")
        {
            await p.PutAsync(0, 1, 2, 3, 4);
            await p.CompleteAsync();
        }

        if (p.Operation.Function == "ExtendUpload")
        {
            p.Host.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        if (p.Operation.IsPost)
        {
            p.Body = [];
            p.Headers["Upload-Length"] = "0";
        }

        p.Host.Faults.LosesRaces = true;
        await p.SendAsync();
        p.Host.Faults.LosesRaces = false;
    }

    /// <summary>
    /// Lets an upload be completed by another connection: before the request, or, of a long body, between its first piece and its last.
    /// Without the commit it stays where an instance leaves it that dies before it.
    /// </summary>
    private static async Task MeanwhileAsync(Provocation p, bool isCommitted)
    {
        var file = p.Operation.IsPatch ? new byte[65_540] : [1, 2, 3, 4];
        await p.StartAsync(file.Length);
        var rest = new TaskCompletionSource();
        var sent = Task.CompletedTask as Task;
        if (p.Operation.IsPatch)
        {
            sent = p.SendAsync(Bodies.Paused(file, rest.Task));
            await Eventually.HoldsAsync("the first piece is staged", () => p.Host.Stored.StagedBlocks(IdOf(p)).Count > 0);
            await p.PutAsync(0, file[..65_536]);
            await p.PutAsync(65_536, file[65_536..]);
        }
        else
        {
            await p.PutAsync(0, file);
        }

        if (!isCommitted)
        {
            p.Host.Faults.FailOperation(StorageOperation.CommitBlocks, FaultTiming.BeforeEffect);
        }

        await p.CompleteAsync();
        p.Host.Faults.Heal();
        rest.SetResult();
        await sent;
        if (!p.Operation.IsPatch)
        {
            await p.SendAsync();
        }
    }

    /// <summary>An instance died between the commit of a file and the look at its SHA-256, which is wrong.</summary>
    private static async Task UnverifiedAsync(Provocation p)
    {
        var upload = await ClientUpload.StartAsync(
            p.Host, new { fileName = "a", length = 4, expected = new { sha256 = Bodies.Hex([9]) } });
        p.Id = upload.Id.Value;
        await p.PutAsync(0, 1, 2);
        await p.PutAsync(2, 3, 4);
        p.Host.Faults.FailOperation(StorageOperation.CommitBlocks, FaultTiming.BeforeEffect);
        await p.CompleteAsync();
        p.Host.Faults.Heal();
        await p.SendAsync();
    }

    /// <summary>A body that is on its way while another client completes the upload with other bytes.</summary>
    private static async Task CompletedOtherwiseAsync(Provocation p)
    {
        await p.StartAsync();
        var rest = new TaskCompletionSource();
        var sent = p.SendAsync(Bodies.Paused([1, 2, 3, 4], rest.Task));
        await Eventually.HoldsAsync("the body is in flight", async () => await InFlightAsync(p) > 0);
        await p.PutAsync(0, 5, 6, 7, 8);
        await p.CompleteAsync();
        rest.SetResult();
        await sent;
    }

    /// <summary>Two contents in the last epoch that there is.</summary>
    private static async Task LostAsync(Provocation p)
    {
        await p.StartAsync();
        var last = LineagePoint.Start with { Epoch = ushort.MaxValue };
        await p.Host.Stored.Blocks.StageAsync(IdOf(p), BlockId.ForFence(last), new(MarkerBlock.Content), CancellationToken.None);
        foreach (var content in (byte[])[1, 2])
        {
            using var hasher = new ChunkHasher();
            hasher.Append([content]);
            var block = BlockId.ForLinear(last, hasher.Finish());
            await p.Host.Stored.Blocks.StageAsync(IdOf(p), block, new([content]), CancellationToken.None);
        }

        await p.SendAsync();
    }

    /// <summary>A body that the rest of the file leaves no block for.</summary>
    private static async Task TooSmallAsync(Provocation p)
    {
        await p.StartAsync(Provocation.LongestFile);
        var staged = p.Operation.IsPatch ? BlockLimits.MaxCommittedBlocks - BlockLimits.PlannedBlocks : 0;
        await StageAsync(p, staged);
        if (p.Operation.IsPatch)
        {
            p.Append([1], staged);
            p.Headers["Upload-Complete"] = p.Operation.IsResumable ? "?0" : string.Empty;
        }

        p.Body = [1];
        await p.SendAsync();
    }

    /// <summary>All of a file is there, in more blocks than one can have.</summary>
    private static async Task TooManyChunksAsync(Provocation p)
    {
        const int Blocks = BlockLimits.MaxCommittedBlocks + 1;
        await p.StartAsync(Blocks);
        await StageAsync(p, Blocks);
        if (p.Operation.IsPatch)
        {
            // All is there, and a body without bytes is the end.
            p.Append([], Blocks);
        }

        await p.SendAsync();
    }

    /// <summary>Stages blocks of one byte each from the beginning.</summary>
    private static async Task StageAsync(Provocation p, int blocks)
    {
        using var hasher = new ChunkHasher();
        hasher.Append([1]);
        var digests = hasher.Finish();
        for (var at = 0; at < blocks; at++)
        {
            await p.Host.Stored.Blocks.StageAsync(IdOf(p), BlockId.ForChunk(at, digests), new([1]), CancellationToken.None);
        }
    }
}
