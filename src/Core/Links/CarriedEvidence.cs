namespace SmartTransfer.Core.Links;

/// <summary>Evidence on its way from one upload to a client's next.</summary>
internal static class CarriedEvidence
{
    /// <summary>
    /// So many seconds of evidence are carried over at most, of all connections together: as many as six connections remember
    /// in an upload.
    /// </summary>
    public const double MaxSeconds = 2600;

    /// <summary>
    /// Like so many attempts the past counts in a rate: the bytes of a fast link would long outweigh those of a slow one.
    /// </summary>
    public const double MaxRates = 3;

    /// <summary>An upload of so many attempts tells all that is to be known of its link.</summary>
    public const double TellingAttempts = 10;

    /// <summary>An upload's evidence as it is remembered: it fades by the day from here on.</summary>
    public static LinkEvidence Remembered(LinkEvidence evidence) => evidence with
    {
        HalfLife = LinkEvidence.ProfileHalfLife,

        // Instances that were active at once share their seconds; by the day nobody could tell any more.
        Completed = evidence.Completed with { Seconds = Math.Min(evidence.Completed.Seconds, evidence.WallSeconds) },
    };

    /// <summary>
    /// Evidence of two uploads, the later in full; the earlier fills up what the later was too short to tell, and no more.
    /// </summary>
    public static LinkEvidence Join(LinkEvidence later, LinkEvidence earlier) =>
        later + earlier.FadedTo(later.At).Times(Math.Max(0, 1 - (later.Attempts / TellingAttempts)));

    /// <summary>
    /// What a new upload starts from: what the last one knew when it ended, faded by the day since, and from here on by the
    /// minute.
    /// </summary>
    /// <param name="remembered">What is remembered of the client.</param>
    /// <param name="now">The instant.</param>
    /// <remarks>
    /// Successes, failures and the seconds that were watched keep their weight: with less, the priors would say that the link
    /// fails more often or more seldom than it was seen to, and the upload would start with another size than the last one
    /// ended with. That weight is what an upload remembers of itself, a few minutes' worth, so it gives way to what is new as
    /// it would have in the last one. A rate needs no weight to be known, and gets little.
    /// </remarks>
    public static LinkEvidence AtStart(LinkEvidence remembered, DateTimeOffset now)
    {
        if (remembered.At == DateTimeOffset.MinValue)
        {
            return LinkEvidence.None;
        }

        var faded = remembered.FadedTo(now);
        var known = faded.Times(Share(
            MaxSeconds,
            Math.Max(Seconds(faded), Math.Max(faded.ConnectionSeconds, Math.Max(faded.ExposedSeconds, faded.ReportedSeconds)))));
        var rates = Math.Max(Share(MaxRates, known.Attempts), Share(1, Seconds(known)));

        // Where nobody watched, failures are counted over the seconds of completions.
        var completions = Math.Max(known.ExposedSeconds, known.ReportedSeconds) > 0 ? rates : 1;
        return known with
        {
            HalfLife = LinkEvidence.SessionHalfLife,
            Since = known.At - Active(known.Completed.Seconds * completions),
            Reported = known.Reported.Times(rates),
            Streamed = known.Streamed.Times(rates),
            Completed = known.Completed.Times(completions),
            ConnectionSeconds = known.ConnectionSeconds * completions,
        };
    }

    private static double Seconds(LinkEvidence evidence) =>
        Math.Max(evidence.Completed.Seconds, Math.Max(evidence.Reported.Seconds, evidence.Streamed.Seconds));

    private static double Share(double most, double all) => all > most ? most / all : 1;

    /// <summary>
    /// For how long somebody was active who has so many faded seconds: the inverse of <see cref="LinkEvidence.WallSeconds"/>;
    /// ten half-lives at most, after which these do not grow.
    /// </summary>
    private static TimeSpan Active(double fadedSeconds) =>
        LinkEvidence.SessionHalfLife * Math.Min(
            10, -Math.Log2(Math.Max(0.0001, 1 - (fadedSeconds * Math.Log(2) / LinkEvidence.SessionHalfLife.TotalSeconds))));
}
