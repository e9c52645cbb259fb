using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Quotas;

/// <summary>
/// How many uploads each client has open, over all instances. An upload is noted before its session is written, and counted after:
/// if two starts come at once at the limit, both may be refused, but never both admitted. A row that was added but not removed,
/// because an instance died, is
/// found when the limit is reached, by asking for the sessions, and by the sweep.
/// </summary>
public sealed class OpenSessions(
    IOpenUploads notes, ISessionStore sessions, ClientLimitsOptions options, TimeProvider clock, ILogger<OpenSessions> log)
{
    /// <summary>
    /// A note without a session is younger than this while its start is under way: several storage calls with all their tries.
    /// </summary>
    public static readonly TimeSpan StartTakes = TimeSpan.FromMinutes(15);

    /// <summary>How often at most one instance asks for a client's sessions.</summary>
    public static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(30);

    private const int ReadAtOnce = 8;
    private const int MaxEntries = 10_000;

    private readonly ConcurrentDictionary<ClientKey, DateTimeOffset> _lookedAt = new();

    /// <summary>Notes an upload that is about to be started, and looks whether its client may have one more.</summary>
    /// <returns>Null when it may, else why not; then the note is to be given back, by whoever may.</returns>
    public async Task<Failure?> AdmitAsync(ClientKey? client, UploadId id, CancellationToken cancellationToken)
    {
        if (client is not { } known || options.MaxOpenSessions is not { } most)
        {
            return null;
        }

        await notes.AddAsync(known, new OpenUpload(id, clock.GetUtcNow()), cancellationToken);
        var open = await notes.ListAsync(known, most + ReadAtOnce + 1, cancellationToken);
        if (open.Count <= most || await StrikeOutEndedAsync(known, open, most, cancellationToken))
        {
            return null;
        }

        return FailureCatalogue.TooManyOpenUploads(most, LookAgain);
    }

    /// <summary>Strikes out an upload that is not started after all. Does not fail for it.</summary>
    internal Task GiveBackAsync(ClientKey? client, UploadId id, CancellationToken cancellationToken) =>
        client is { } known ? notes.TryRemoveAsync(known, id, log, cancellationToken) : Task.CompletedTask;

    /// <summary>Strikes out what is noted and no longer open.</summary>
    /// <returns>Whether the client is within the limit after that.</returns>
    private async Task<bool> StrikeOutEndedAsync(
        ClientKey client, IReadOnlyList<OpenUpload> open, int most, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_lookedAt.TryGetValue(client, out var at) && now < at + LookAgain)
        {
            return false;
        }

        if (_lookedAt.Count >= MaxEntries)
        {
            _lookedAt.Clear();
        }

        _lookedAt[client] = now;
        foreach (var some in open.Chunk(ReadAtOnce))
        {
            await Task.WhenAll(some.Select(async upload =>
            {
                if (IsEnded(upload, await sessions.FindAsync(upload.Id, cancellationToken), now))
                {
                    await notes.RemoveAsync(client, upload.Id, cancellationToken);
                }
            }));
        }

        return (await notes.ListAsync(client, most + 1, cancellationToken)).Count <= most;
    }

    private static bool IsEnded(OpenUpload upload, StoredSession? found, DateTimeOffset now) => found is null
        ? upload.AddedAt + StartTakes <= now
        : found.Session.ClosedAt is not null || (found.Session.State is UploadState.Open && found.SweepableAt <= now);
}
