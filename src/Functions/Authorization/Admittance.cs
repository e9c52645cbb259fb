using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Functions.Authorization;

/// <summary>
/// Decides whether a request may go on, before anything else is looked at: the one place for both hosts and all protocols.
/// An upload that is another's, and one that never was, are refused by the same answer. The session comes from the cache that
/// a chunk looks it up in anyway, so a chunk costs no storage call for it.
/// </summary>
public sealed class Admittance(AuthorizationOptions options, BearerTokens tokens, SessionCache sessions, TimeProvider clock)
{
    /// <summary>Whether the request may go on.</summary>
    /// <param name="request">The request; its <see cref="Caller"/> is noted on it.</param>
    /// <param name="right">What it needs.</param>
    /// <param name="id">The upload whose address it is; null for none.</param>
    /// <returns>The upload that it may work on, the default for none; else why it may not go on.</returns>
    public async Task<Outcome<NamedUpload>> CheckAsync(HttpRequest request, Right right, UploadId? id)
    {
        if (!options.IsOn)
        {
            return new NamedUpload(id ?? default);
        }

        if (!(await tokens.ReadAsync(request)).TryGet(out var caller, out var refused))
        {
            return refused;
        }

        caller.NoteOn(request);
        if ((right is not Right.Upload || options.TokenOnEveryRequest) && !caller.IsVerified)
        {
            return TokenNeeded(caller);
        }

        return id is { } upload ? await CheckUploadAsync(request, upload, caller) : default(NamedUpload);
    }

    /// <summary>What is said to a caller without a valid token where one is needed.</summary>
    public static Failure TokenNeeded(Caller caller) =>
        caller.TokenStatus is TokenStatus.Expired ? FailureCatalogue.TokenExpired() : FailureCatalogue.TokenMissing();

    private async Task<Outcome<NamedUpload>> CheckUploadAsync(HttpRequest request, UploadId id, Caller caller)
    {
        var (found, upload) = await sessions.NameAsync(id, request.HttpContext.RequestAborted);
        if (found is not { Session: var session })
        {
            return FailureCatalogue.UploadNotFound();
        }

        if (OwnerRule.Check(session, caller.Owner) is { } another)
        {
            return another;
        }

        // Whoever sends on by the address alone does so for the upload's owner.
        (caller with { Owner = caller.Owner ?? session.Owner }).NoteOn(request);

        // An answer that was lost is asked for again, so the address stays good for one more lifetime after the end.
        var isOver = session.ClosedAt + session.Lifetime <= clock.GetUtcNow();
        return isOver && !caller.IsVerified ? TokenNeeded(caller) : upload;
    }
}
