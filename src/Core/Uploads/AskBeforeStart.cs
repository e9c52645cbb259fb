using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Uploads;

/// <summary>
/// Asks the application before an upload starts, and puts what it says in place of what the client asked for. What it says is held to the
/// same rules as what a client says. Without a hook it does nothing.
/// </summary>
public sealed class AskBeforeStart(
    IStartHook hook,
    NewUploadRules rules,
    LimitOptions limits,
    FilesOptions files,
    UploadSessions sessions,
    TransferMetrics metrics,
    ILogger<AskBeforeStart> log)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestLifetime = TimeSpan.FromSeconds(10);

    /// <summary>Whether there is anybody to ask.</summary>
    internal bool IsOn => hook.IsOn;

    /// <summary>Asks.</summary>
    /// <param name="wanted">The upload, with its id.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The upload as it may start, or why it may not.</returns>
    internal async Task<Outcome<NewUpload>> RunAsync(NewUpload wanted, UploadId id, CancellationToken cancellationToken)
    {
        // What is refused anyway is nobody's concern.
        if (rules.Check(wanted) is { } failure)
        {
            return failure;
        }

        var question = new StartQuestion(
            UploadKey.Of(id), wanted.FileName, wanted.LengthBytes, wanted.ContentType, wanted.Role, wanted.Metadata, wanted.By);
        try
        {
            switch (await hook.AskAsync(question, cancellationToken))
            {
                case StartVerdict.Refused refused:
                    metrics.Asked("refused");
                    return FailureCatalogue.StartRefused(refused.Status, refused.Code, refused.Sentence);
                case StartVerdict.Allowed allowed:
                    var changed = Changed(wanted, allowed, id);
                    metrics.Asked("allowed");

                    // Of what it set only the greatest length is left that can refuse the upload.
                    return rules.Check(changed) is { } tooLong ? tooLong : changed;
                case var other:
                    throw new InvalidOperationException($"The hook said {other.GetType().Name}.");
            }
        }
        catch (HookUnavailableException fault)
        {
            metrics.Asked("unavailable");
            CoreLog.HookUnavailable(log, fault, hook.IsOpen ? "starts as its client asked" : "does not start");
            return hook.IsOpen ? wanted : FailureCatalogue.HookUnavailable(fault.RetryAfter ?? RetryAfter);
        }
    }

    private NewUpload Changed(NewUpload wanted, StartVerdict.Allowed allowed, UploadId id)
    {
        if (allowed.MaxBytes is < 0)
        {
            throw Unusable("maxBytes", "is negative");
        }

        if (allowed.Lifetime is { } lifetime && (lifetime < ShortestLifetime || lifetime > SessionOptions.LongestWithoutChunk))
        {
            throw Unusable("lifetimeSeconds", "is not between 10 s and 6 days");
        }

        var changed = wanted with
        {
            BlobName = NameOf(wanted, allowed.BlobName, id),
            Metadata = allowed.Metadata ?? wanted.Metadata,
            ContentType = allowed.ContentType ?? wanted.ContentType,
            Lifetime = allowed.Lifetime,
        };
        return rules.Check(changed) is { } broken
            ? throw Unusable("metadata or contentType", $"breaks a rule ({broken.Code})")
            : changed with { MaxBytes = allowed.MaxBytes is { } most ? Math.Min(most, limits.MaxFileBytes) : null };
    }

    private BlobName? NameOf(NewUpload wanted, string? text, UploadId id)
    {
        if (text is null)
        {
            return null;
        }

        if (!NameTemplate.TryParse(text, out var template, out var broken))
        {
            throw Unusable("blobName", broken);
        }

        var file = new NamedFile(UploadKey.Of(id), wanted.Owner, wanted.StartedAt ?? sessions.Now, wanted.FileName);
        if (!template.TryName(file, out var name, out broken))
        {
            throw Unusable("blobName", broken);
        }

        return files.AllowsShared || new UploadBlob(id, name).IsOwn
            ? name
            : throw Unusable("blobName", "lacks the upload's key, and SmartTransfer:Files:OnConflict does not say what happens then");
    }

    private static HookUnavailableException Unusable(string field, string why) => new($"The hook's {field} {why}.");
}
