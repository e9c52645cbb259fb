using SmartTransfer.Core.Concatenation;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Sweeping;

/// <summary>
/// How long complete partial uploads are kept. One is no file of its own: it goes when its time is over and no final upload needs
/// it any more.
/// </summary>
public sealed class SweepPartial(UploadSessions sessions, ConcatenationOptions options)
{
    /// <summary>When to look at a complete partial upload again; null where it goes now.</summary>
    internal async Task<DateTimeOffset?> LookAgainAtAsync(UploadSession partial, CancellationToken cancellationToken)
    {
        var now = sessions.Now;
        var due = partial.ConcatenatedAt is { } concatenatedAt
            ? concatenatedAt + partial.Lifetime
            : (partial.ClosedAt ?? partial.CreatedAt) + options.PartialLifetime;
        return now < due ? due
            : await IsNeededAsync(partial, cancellationToken) ? now + partial.Lifetime
            : null;
    }

    private async Task<bool> IsNeededAsync(UploadSession partial, CancellationToken cancellationToken)
    {
        foreach (var hold in partial.Holds)
        {
            if (await hold.IsLiveAsync(sessions, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }
}
