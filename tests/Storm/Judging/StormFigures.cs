namespace SmartTransfer.Storm.Judging;

/// <summary>What a storm did, and what it did to the uploads.</summary>
internal sealed record StormFigures
{
    public int Rounds { get; init; }

    public int Uploads { get; init; }

    public int Kills { get; init; }

    public int Unavailable { get; init; }

    public int LostRequests { get; init; }

    public int LostAnswers { get; init; }

    /// <summary>Files of which a client was told that they are complete.</summary>
    public int Completed { get; init; }

    /// <summary>Files that are complete, though no client heard of it: their client was told nothing, or vanished.</summary>
    public int Untold { get; init; }

    public int Cancelled { get; init; }

    /// <summary>Files of which a client was told that they are removed.</summary>
    public int Removed { get; init; }

    /// <summary>Files, told or not, with bytes that they must not have.</summary>
    public int WrongFiles { get; init; }

    /// <summary>Files of which a client was told, and which are not there.</summary>
    public int LostFiles { get; init; }

    /// <summary>Answers that the protocol does not allow, and uploads that came to no end.</summary>
    public int BrokenPromises { get; init; }

    /// <summary>Rows, index entries and blobs that nobody needs and that the sweep left.</summary>
    public int Left { get; init; }

    /// <summary>Blocks beside a complete file, which Azure drops after a week.</summary>
    public int LateBlocks { get; init; }

    /// <summary>Events that the receiver has.</summary>
    public int Events { get; init; }

    /// <summary>How often the receiver was given an event that it had.</summary>
    public int EventRepeats { get; init; }

    /// <summary>How often the receiver refused an event.</summary>
    public int EventsRefused { get; init; }

    /// <summary>Events that are missing, out of order, or of what never happened.</summary>
    public int EventFaults { get; init; }

    /// <summary>How uploads ended, and how many.</summary>
    public IReadOnlyDictionary<string, int> Outcomes { get; init; } = new Dictionary<string, int>();

    /// <summary>Both together.</summary>
    public static StormFigures operator +(StormFigures one, StormFigures other) => new()
    {
        Rounds = one.Rounds + other.Rounds,
        Uploads = one.Uploads + other.Uploads,
        Kills = one.Kills + other.Kills,
        Unavailable = one.Unavailable + other.Unavailable,
        LostRequests = one.LostRequests + other.LostRequests,
        LostAnswers = one.LostAnswers + other.LostAnswers,
        Completed = one.Completed + other.Completed,
        Untold = one.Untold + other.Untold,
        Cancelled = one.Cancelled + other.Cancelled,
        Removed = one.Removed + other.Removed,
        WrongFiles = one.WrongFiles + other.WrongFiles,
        LostFiles = one.LostFiles + other.LostFiles,
        BrokenPromises = one.BrokenPromises + other.BrokenPromises,
        Left = one.Left + other.Left,
        LateBlocks = one.LateBlocks + other.LateBlocks,
        Events = one.Events + other.Events,
        EventRepeats = one.EventRepeats + other.EventRepeats,
        EventsRefused = one.EventsRefused + other.EventsRefused,
        EventFaults = one.EventFaults + other.EventFaults,
        Outcomes = one.Outcomes.Concat(other.Outcomes)
            .GroupBy(entry => entry.Key)
            .ToDictionary(group => group.Key, group => group.Sum(entry => entry.Value)),
    };

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Rounds} round(s), {Uploads} uploads, {Kills} kills, {Unavailable + LostRequests + LostAnswers} faults of storage "
        + $"({Unavailable} answered 503, {LostRequests} lost, {LostAnswers} answers lost): {Completed} files told complete, "
        + $"{Untold} complete and not told, {Cancelled} cancelled, {Removed} removed; {WrongFiles} wrong files, {LostFiles} lost, "
        + $"{BrokenPromises} broken promises, {Left} rows or blobs left, {LateBlocks} late blocks beside files; {Events} events "
        + $"delivered, {EventRepeats} of them again, {EventsRefused} refused, {EventFaults} faults of events. "
        + string.Join(", ", Outcomes.OrderByDescending(entry => entry.Value).Select(entry => $"{entry.Key}: {entry.Value}"));
}
