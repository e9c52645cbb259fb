using SmartTransfer.Core.Identity;

namespace SmartTransfer.Core.Links;

/// <summary>
/// What is remembered of a client's network, so that its next upload starts where the last one ended. It serves advice alone.
/// </summary>
public sealed record NetworkProfile
{
    /// <summary>Whose it is: a keyed hash, which tells nobody who the client is.</summary>
    public required ClientKey Client { get; init; }

    /// <summary>Uploads that have ended, completed or not, and are counted in <see cref="Total"/>.</summary>
    public long Sessions { get; init; }

    /// <summary>
    /// What was counted in these uploads, how the link was when the last of them ended (evidence that counts half after
    /// <see cref="LinkEvidence.ProfileHalfLife"/>), and the size and connections that stood then.
    /// </summary>
    public NetworkCounters Total { get; init; } = NetworkCounters.Zero;

    /// <summary>When it was last written.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The store's version of this record (an ETag), for the next write; null before the first.</summary>
    public string? Version { get; init; }

    /// <summary>The profile of a client of which nothing is remembered.</summary>
    public static NetworkProfile New(ClientKey client) => new() { Client = client, UpdatedAt = DateTimeOffset.MinValue };

    /// <summary>The profile with what was learned in one more upload.</summary>
    /// <param name="learned">What the upload's instances counted, without what the upload had started from.</param>
    /// <param name="ended">Whether the upload has ended, so that it is counted: of one that goes on, the rest will come.</param>
    /// <param name="now">The instant.</param>
    /// <remarks>
    /// Of two uploads' evidence the later counts in full, and the earlier where the later was short: added up over a day, a
    /// link that the client has left an hour ago would outweigh the one it is on.
    /// </remarks>
    public NetworkProfile With(NetworkCounters learned, bool ended, DateTimeOffset now)
    {
        var (known, news) = (Total.Evidence, CarriedEvidence.Remembered(learned.Evidence));
        return this with
        {
            Sessions = Sessions + (ended ? 1 : 0),
            Total = (ended ? Total + learned : Total) with
            {
                LastAt = DateTimeOffset.MinValue,
                Evidence = news.At >= known.At ? CarriedEvidence.Join(news, known) : CarriedEvidence.Join(known, news),
                Steering = learned.Steering.At >= Total.Steering.At ? SettledOf(learned.Steering) : Total.Steering,
            },
            UpdatedAt = now > UpdatedAt ? now : UpdatedAt,
        };
    }

    /// <summary>
    /// What a new upload of this client starts from: the size and the connections that stood, and the evidence for them
    /// (<see cref="CarriedEvidence.AtStart"/>).
    /// </summary>
    public NetworkCounters StartOf(DateTimeOffset now) => NetworkCounters.Zero with
    {
        Evidence = CarriedEvidence.AtStart(Total.Evidence, now),
        Steering = Total.Steering,
    };

    /// <summary>
    /// Failures in a row are the ended upload's, and so is what it counted for its search; that one more connection is being
    /// tried stays known.
    /// </summary>
    private static Steering SettledOf(Steering steering) => new()
    {
        At = steering.At,
        ChunkBytes = steering.ChunkBytes,
        Parallelism = new Parallelism { Connections = steering.Parallelism.Connections, Before = steering.Parallelism.Before },
    };
}
