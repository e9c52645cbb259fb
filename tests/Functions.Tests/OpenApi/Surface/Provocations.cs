using System.Text;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Saboteurs;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Functions.Tests.OpenApi.Surface;

/// <summary>How each code of the catalogue is provoked: what is done before, what is wrong with the request, and how it is sent.</summary>
internal static partial class Provocations
{
    private const string NoDigest = "0000000000000000";

    private static readonly Dictionary<string, Func<Provocation, Task>> All = new()
    {
        ["body-malformed"] = WithJson("{"),
        ["body-over-daily-limit"] = With(p => Bring(p, new byte[100_001]), 1_000_000),
        ["body-too-long"] = async p =>
        {
            await p.StartAsync(5);
            await p.StageAsync(new LongStream(p.Body!, 1), announced: 4);
        },
        ["body-too-short"] = async p =>
        {
            await p.StartAsync();
            await p.StageAsync(new ShortStream(p.Body!, 2), announced: 4);
        },
        ["busy"] = BusyAsync,
        ["checksum-algorithm-unsupported"] = With("Upload-Checksum", "foo YQ=="),
        ["chunk-digest-mismatch"] = With("Content-Digest", Bodies.ContentDigest([9])),
        ["chunk-empty"] = With(p => p.Body = []),
        ["chunk-past-end"] = With(p => p.Offset = "4"),
        ["chunk-too-large"] = With(p => p.Body = new byte[65_537], 1_000_000),
        ["chunk-too-small"] = TooSmallAsync,
        ["chunks-conflict"] = async p =>
        {
            await p.StartAsync();
            await p.PutAsync(0, 1, 2);
            await p.PutAsync(2, 3, 4);
            await p.PutAsync(2, 5, 6);
            await p.SendAsync();
        },
        ["chunks-missing"] = With(),
        ["client-id-malformed"] = With("Transfer-Client", "x"),
        ["completed-otherwise"] = CompletedOtherwiseAsync,
        ["connection-broken"] = CutAsync,
        ["content-encoding-unsupported"] = With(p =>
        {
            Bring(p, [1]);
            p.Headers["Content-Encoding"] = "gzip";
        }),
        ["content-type-invalid"] = With(p => Describe(p, "filetype", "?", new { fileName = "a", length = 4, contentType = "?" })),
        ["digest-algorithm-unsupported"] = With("Content-Digest", "sha-512=:YQ==:"),
        ["digest-malformed"] = With(p =>
        {
            p.Headers["Content-Digest"] = "sha-256=:YQ==:";
            if (p.Operation.Function != "StageChunk" && !p.Operation.IsResumable)
            {
                p.Json(new { fileName = "a", length = 4, expected = new { sha256 = "x" } });
            }
        }),
        ["digest-missing"] = With("Content-Digest", string.Empty),
        ["digests-disagree"] = With("x-chunk-sha256", Bodies.Hex([9])),
        ["document-not-found"] = p => p.SendAsync(),
        ["extension-exhausted"] = async p =>
        {
            await p.StartAsync();
            var row = p.Host.Stored.SessionRows.Single(session => session.Id.Value == p.Id);
            await p.Host.Stored.Sessions.ReplaceAsync(row with { Lifetime = SessionOptions.LongestWithoutChunk }, CancellationToken.None);
            p.Host.Clock.Advance(TimeSpan.FromSeconds(1));
            await p.SendAsync();
        },
        ["field-invalid"] = WithJson(new { x = 1 }),
        ["file-digest-mismatch"] = async p =>
        {
            if (p.Operation.Function == "ResumablePost")
            {
                p.Headers["Repr-Digest"] = Bodies.ContentDigest([9]);
                await p.SendAsync();
                return;
            }

            if (p.Operation.Function is "ResumableHead" or "ResumableGet")
            {
                await UnverifiedAsync(p);
                return;
            }

            var upload = await ClientUpload.StartAsync(p.Host, new { fileName = "a", length = 4, expected = new { crc64nvme = NoDigest } });
            p.Id = upload.Id.Value;
            if (!p.Operation.IsPatch)
            {
                await p.PutAsync(0, 1, 2, 3, 4);
            }

            await p.SendAsync();
        },
        ["file-removed"] = p => EndedAsync(p, UploadState.Removed),
        ["file-name-invalid"] = With(p => Describe(p, "filename", "a/b", new { fileName = "a/b", length = 4 })),
        ["file-name-taken"] = async p =>
        {
            await p.SendAsync();
            await p.SendAsync();
        },
        ["start-refused"] = p => p.SendAsync(),
        ["hook-unavailable"] = p => p.SendAsync(),
        ["header-invalid"] = With(p => p.Headers[
            p.Operation.Function == "StartUpload" ? "Idempotency-Key"
                : p.Operation.IsResumable ? "Upload-Complete" : p.Operation.IsPost ? "Upload-Length" : "Upload-Offset"] = "x"),
        ["idempotency-key-reused"] = async p =>
        {
            p.Headers["Idempotency-Key"] = Guid.NewGuid().ToString();
            await p.SendAsync();
            Describe(p, "filename", "other", new { fileName = "other", length = 4 });
            await p.SendAsync();
        },
        ["internal-error"] = p => SabotagedAsync(p, static () => new NotSupportedException("sabotage")),
        ["length-fixed"] = With(p => Declare(p, 5)),
        ["length-invalid"] = With(p => Declare(p, -1), null),
        ["length-missing"] = WithJson(new { fileName = "a" }),
        ["length-too-large"] = With(
            p =>
            {
                Declare(p, Provocation.LongestFile + 1);
                if (p.Operation.IsResumable)
                {
                    // A body that ended the file would contradict the length.
                    p.Headers["Upload-Complete"] = "?0";
                }
            },
            null),
        ["length-too-small"] = async p =>
        {
            await p.StartAsync(null);
            await p.PutAsync(0, 1, 2, 3, 4);
            Declare(p, 1, 4);
            await p.SendAsync();
        },
        ["length-unknown"] = With(static _ => { }, null),
        ["lists-not-kept"] = p => p.SendAsync(),
        ["owner-unknown"] = p => p.SendAsync(),
        ["manifest-invalid"] = WithJson(new { manifest = Array.Empty<object>() }),
        ["media-type-unsupported"] = With(p =>
            (p.Body, p.Headers["Content-Type"]) =
                ([1], p.Operation.Function is "StageChunk" or "ResumablePost" ? "multipart/form-data" : "text/plain")),
        ["metadata-invalid"] = With(p => Describe(p, "a YQ==,a", "b", new { fileName = "a", length = 4, metadata = new { a = "\n" } })),
        ["method-not-allowed"] = p => p.SendAsync(),
        ["method-unsupported"] = With("X-HTTP-Method-Override", "FOO"),
        ["metrics-not-served"] = p => p.SendAsync(),
        ["offset-invalid"] = With(p => p.Offset = "x"),
        ["offset-mismatch"] = With("Upload-Offset", "2"),
        ["partial-unusable"] = With(p => Join(p, "AAAAAAAAAAAAAAAAAAAAAA")),
        ["too-many-parts"] = With(p => Join(p, string.Join(" /api/tus/", Enumerable.Repeat("AAAAAAAAAAAAAAAAAAAAAA", 1001)))),
        ["too-many-part-chunks"] = async p =>
        {
            var part = await p.NewAsync(0, ("Upload-Concat", "partial"));
            var row = p.Host.Stored.SessionRows.Single(session => session.Id.Value == part);
            await p.Host.Stored.Sessions.ReplaceAsync(
                row with { File = row.File! with { ChunkCount = 200_001 } }, CancellationToken.None);
            Join(p, part);
            await p.SendAsync();
        },
        ["precondition-failed"] = p => CompletedAsync(p, "If-Match", "\"x\""),
        ["query-invalid"] = With(p => p.Query = p.Operation.Function.StartsWith("List", StringComparison.Ordinal) ? "?top=x" : "?chunks=x"),
        ["range-not-satisfiable"] = p => CompletedAsync(p, "Range", "bytes=100-"),
        ["request-too-large"] = WithJson(new string(' ', (16 * 1024 * 1024) + 1)),
        ["sha256-not-verifiable"] = With(
            p =>
            {
                if (p.Operation.IsResumable)
                {
                    (p.Body, p.Headers["Repr-Digest"]) = (new byte[2000], Bodies.ContentDigest([1]));
                    return;
                }

                p.Json(p.Operation.Function == "StartUpload"
                    ? new { fileName = "a", length = 2000, expected = new { sha256 = Bodies.Hex([1]) } }
                    : new { expected = new { sha256 = Bodies.Hex([1]) } });
            },
            2000),
        ["start-under-way"] = async p =>
        {
            p.Headers["Idempotency-Key"] = Guid.NewGuid().ToString();
            p.Host.Faults.FailOperation(StorageOperation.AddSession, FaultTiming.BeforeEffect);
            await p.SendAsync();
            p.Host.Faults.Heal();
            await p.SendAsync();
        },
        ["storage-unavailable"] = p => SabotagedAsync(p, null),
        ["stream-conflict"] = async p =>
        {
            await p.StartAsync();
            await p.PutAsync(0, 1, 2);
            await Reply.ToAsync(p.Host.Client, HttpMethod.Head, $"api/tus/{p.Id}", null, ("Tus-Resumable", "1.0.0"));
            await p.PutAsync(0, 3, 4);
            await p.SendAsync();
        },
        ["stream-digest-mismatch"] = With(p =>
        {
            if (p.Operation.IsResumable)
            {
                p.Headers["Content-Digest"] = Bodies.ContentDigest([9]);
                return;
            }

            p.Append([1, 2, 3, 4]);
            p.Headers["Upload-Checksum"] = $"sha1 {Convert.ToBase64String(new byte[20])}";
        }),
        ["stream-interrupted"] = CutAsync,
        ["stream-lost"] = LostAsync,
        ["stream-past-end"] = With(p =>
        {
            p.Append([1, 2, 3, 4, 5]);
            if (p.Operation.IsResumable)
            {
                // A body that ended the file would contradict the length.
                p.Headers["Upload-Complete"] = "?0";
                p.Headers["Upload-Length"] = p.Operation.IsPost ? "4" : string.Empty;
            }
        }),
        ["token-expired"] = WithToken(p =>
        {
            var now = p.Host.Clock.GetUtcNow();
            var past = Provocation.Scoped() with { NotBefore = now - TimeSpan.FromHours(2), Expires = now - TimeSpan.FromHours(1) };
            return p.Issuer.Token(spec: past);
        }),
        ["token-invalid"] = WithToken(_ => "x"),
        ["token-missing"] = With(),
        ["token-scope-missing"] = WithToken(p => p.Issuer.Token()),
        ["authorization-unavailable"] = async p =>
        {
            p.Headers["Authorization"] = $"Bearer {p.Issuer.Token()}";
            await p.SendAsync();
        },
        ["too-many-bytes"] = async p =>
        {
            Bring(p, new byte[60_000]);
            await SendOftenAsync(p, 1_000_000);
        },
        ["too-many-chunks"] = TooManyChunksAsync,
        ["too-many-open-uploads"] = With(),
        ["too-many-requests"] = p => SendOftenAsync(p, 4),
        ["too-many-staged-chunks"] = async p =>
        {
            await p.StartAsync();
            var before = p.Host.Stored.MaxStagedBlocks;
            p.Host.Stored.MaxStagedBlocks = 0;
            await p.SendAsync();
            p.Host.Stored.MaxStagedBlocks = before;
        },
        ["transfer-coding-unsupported"] = With(p =>
        {
            Bring(p, [1]);
            p.Headers["Transfer-Encoding"] = "gzip, chunked";
        }),
        ["upload-busy"] = BusyUploadAsync,
        ["upload-cancelled"] = p => EndedAsync(p, UploadState.Cancelled),
        ["upload-committing"] = p => MeanwhileAsync(p, isCommitted: false),
        ["upload-completed"] = p => MeanwhileAsync(p, isCommitted: true),
        ["upload-concatenating"] = async p =>
        {
            var part = await p.NewAsync(4, ("Upload-Concat", "partial"));
            await p.StartAsync(null, ("Upload-Concat", $"final;/api/tus/{part}"));
            await p.SendAsync();
        },
        ["upload-expired"] = p => EndedAsync(p, UploadState.Expired),
        ["upload-id-malformed"] = p =>
        {
            p.Id = "x";
            return p.SendAsync();
        },
        ["upload-is-final"] = async p =>
        {
            var part = await p.NewAsync(4, ("Upload-Concat", "partial"));
            if (p.Operation.Function == "TusPost")
            {
                p.Append([1]);
                Join(p, part);
            }
            else
            {
                await p.StartAsync(null, ("Upload-Concat", $"final;/api/tus/{part}"));
            }

            await p.SendAsync();
        },
        ["upload-not-complete"] = With(),
        ["upload-not-found"] = p => p.SendAsync(),
        ["upload-rejected"] = RejectedAsync,
        ["version-unsupported"] = With(p =>
            p.Headers[p.Operation.IsTus ? "Tus-Resumable" : "Upload-Draft-Interop-Version"] = p.Operation.IsTus ? "0.1.0" : "5"),
    };

    /// <summary>Provokes a code.</summary>
    public static async Task ProvokeAsync(string code, Provocation provocation)
    {
        try
        {
            await All[code](provocation);
        }
        finally
        {
            provocation.Host.Faults.Heal();
        }
    }
}
