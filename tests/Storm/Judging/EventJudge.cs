using SmartTransfer.Azure.Events;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Storm.Clients;
using SmartTransfer.Storm.Events;

namespace SmartTransfer.Storm.Judging;

/// <summary>
/// Compares the events that the receiver has with the records of uploads, with what clients were told and with the files that are there:
/// each at least once, in their order, and none of what never happened.
/// </summary>
/// <param name="delivered">What the receiver has.</param>
internal sealed class EventJudge(DeliveredEvents delivered)
{
    private readonly List<EventFinding> _findings = [];

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<EventFinding> Findings => _findings;

    /// <summary>Judges what came by itself.</summary>
    public void JudgeDeliveries()
    {
        foreach (var upload in delivered.ByUpload)
        {
            foreach (var wrong in DeliveryJudge.Judge(upload.Key, upload, delivered.TypesOf(upload.Key)))
            {
                Find(upload.Key, wrong);
            }
        }
    }

    /// <summary>Compares it with what stood in the records of uploads.</summary>
    public void JudgeRecords(IReadOnlyDictionary<string, UploadRecord> records)
    {
        foreach (var (key, record) in records)
        {
            if (!DeliveredEvents.TypesOf(record.Events).SequenceEqual(delivered.TypesOf(key)))
            {
                Find(key, $"The record has {string.Join(", ", record.Events)}; delivered was {string.Join(", ", delivered.TypesOf(key))}.");
            }

            // Not LastOrDefault: that of none would be a start.
            if (record.Events.Count == 0 || !Agree(record.State, record.Events[^1]))
            {
                Find(key, $"The record is {record.State}, and its events are {string.Join(", ", record.Events)}.");
            }
        }

        foreach (var upload in delivered.ByUpload.Where(upload => !records.ContainsKey(upload.Key)))
        {
            Find(upload.Key, "No record of an upload ever named its events.");
        }
    }

    /// <summary>Compares it with what clients were told.</summary>
    public void JudgeFacts(IEnumerable<HeardFact> facts)
    {
        foreach (var fact in facts)
        {
            var key = DeliveredEvents.KeyOf(fact.Id);
            if (!DeliveredEvents.TypesOf(fact.AnyOf).Intersect(delivered.TypesOf(key)).Any())
            {
                Find(key, $"A client was told that {fact.Id} is {string.Join(" or ", fact.AnyOf)}, and the receiver was not.");
            }
        }
    }

    /// <summary>Compares it with the complete files that are there.</summary>
    public void JudgeFiles(IReadOnlyDictionary<string, FileFacts> files)
    {
        var byKey = files.ToDictionary(file => DeliveredEvents.KeyOf(file.Key), file => file.Value);
        foreach (var key in delivered.ByUpload.Select(upload => upload.Key))
        {
            var last = delivered.Of(key).MaxBy(delivery => delivery.Number);
            var isThere = byKey.Remove(key, out var file);
            var isTold = last?.Type == CloudEventWriter.TypeOf(UploadEventKind.Completed);
            if (isTold != isThere || (isTold && file != FileFacts.Told(last!)))
            {
                Find(key, $"The last event is {last?.Event.ToJsonString() ?? "none"}; the file: {file?.ToString() ?? "none"}.");
            }
        }

        foreach (var key in byKey.Keys)
        {
            Find(key, "There is a file, and nobody was told of it.");
        }
    }

    private static bool Agree(UploadState state, UploadEventKind last) => state switch
    {
        UploadState.Completed => last is UploadEventKind.Completed,
        UploadState.Cancelled => last is UploadEventKind.Cancelled,
        UploadState.Rejected => last is UploadEventKind.Rejected,
        UploadState.Removed => last is UploadEventKind.FileRemoved,

        // A part may expire that is complete.
        UploadState.Expired => last is UploadEventKind.Expired or UploadEventKind.FileRemoved,
        _ => last is UploadEventKind.Started,
    };

    private void Find(string key, string what) => _findings.Add(new EventFinding(key, what));
}
