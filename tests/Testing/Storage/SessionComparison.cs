using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Testing.Storage;

/// <summary>Whether two sessions say the same, whatever their versions.</summary>
public static class SessionComparison
{
    public static bool AreSame(UploadSession left, UploadSession right) =>
        Bare(left) == Bare(right)
        && AreSame(left.Metadata, right.Metadata)
        && AreSame(left.Notes, right.Notes)
        && left.Parts.SequenceEqual(right.Parts)
        && left.Holds.SequenceEqual(right.Holds)
        && left.Events.SequenceEqual(right.Events)
        && left.Plan.HasValue == right.Plan.HasValue
        && left.Plan.GetValueOrDefault().Span.SequenceEqual(right.Plan.GetValueOrDefault().Span);

    private static bool AreSame(IReadOnlyDictionary<string, string> left, IReadOnlyDictionary<string, string> right) =>
        left.Count == right.Count && left.All(entry => right.TryGetValue(entry.Key, out var value) && value == entry.Value);

    // Records compare collections and memory by reference.
    private static UploadSession Bare(UploadSession session) =>
        session with
        {
            Version = null,
            MovedFrom = null,
            Plan = null,
            Metadata = None,
            Notes = None,
            Parts = NoParts,
            Holds = NoHolds,
            Events = NoEvents,
        };

    private static readonly Dictionary<string, string> None = [];

    private static readonly UploadId[] NoParts = [];
    private static readonly PartHold[] NoHolds = [];
    private static readonly SessionEvent[] NoEvents = [];
}
