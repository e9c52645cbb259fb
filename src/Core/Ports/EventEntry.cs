using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Ports;

/// <summary>
/// An entry of the index of events that are due: of the events that an upload's record puts under its key, some were not yet delivered to
/// every sink; or the record was never written, and there is nothing to deliver.
/// </summary>
/// <param name="Key">Its key.</param>
public sealed record EventEntry(EventEntryKey Key)
{
    /// <summary>Nobody was given anything yet.</summary>
    public static readonly IReadOnlyDictionary<string, int> NoProgress = new Dictionary<string, int>();

    /// <summary>When it was filed, by the clock of the instance that filed it.</summary>
    public required DateTimeOffset FiledAt { get; init; }

    /// <summary>From when on a timer takes it up.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>How often it was tried and not wholly delivered.</summary>
    public int Attempts { get; init; }

    /// <summary>By a sink's name, the number of the first event that it was not given yet. Who is not named was given none.</summary>
    public IReadOnlyDictionary<string, int> Progress { get; init; } = NoProgress;

    /// <summary>The store's version of the entry (an ETag); null before it is filed.</summary>
    public string? Version { get; init; }

    /// <summary>The number of the first event under this entry that a sink was not given yet.</summary>
    public int NextOf(string sink) => Progress.TryGetValue(sink, out var next) ? next : Key.Number;
}
