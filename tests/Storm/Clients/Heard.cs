using System.Collections.Concurrent;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Storm.Clients;

/// <summary>What clients were told of uploads: events must say the same.</summary>
internal sealed class Heard
{
    private readonly ConcurrentDictionary<(string Id, string Kinds), HeardFact> _facts = new();

    /// <summary>All of it.</summary>
    public IEnumerable<HeardFact> Facts => _facts.Values;

    /// <summary>A client was told of what the receiver of events must have heard, too, or of one thing of several.</summary>
    public void Add(string id, params UploadEventKind[] anyOf) =>
        _ = _facts.TryAdd((id, string.Join(' ', anyOf)), new HeardFact(id, anyOf));

    /// <summary>Notes what an answer says of an upload, if anything.</summary>
    public void Note(HttpMethod method, string path, Reply reply)
    {
        if (method == HttpMethod.Post && reply.Status is 201)
        {
            Add(StreamClient.IdOf(reply.Headers["Location"]), UploadEventKind.Started);
        }
        else if (path.Split('/', '?') is ["", "api", var dialect, { Length: > 0 } id, .. var rest]
            && KindsOf(dialect, rest.FirstOrDefault()) is { Length: > 0 } kinds)
        {
            Add(id, kinds);
        }

        UploadEventKind[] KindsOf(string dialect, string? verb) => (method.Method, dialect, verb, reply.Status, reply.Code) switch
        {
            ("POST", _, "complete", 200, _) or (_, _, _, _, "upload-completed") => [UploadEventKind.Completed],
            ("DELETE", "uploads", "content", 204, _) or (_, _, _, _, "file-removed") => [UploadEventKind.FileRemoved],
            ("DELETE", "uploads", null, 204, _) or (_, _, _, _, "upload-cancelled") => [UploadEventKind.Cancelled],
            ("DELETE", "tus", _, 204, _) => [UploadEventKind.Cancelled, UploadEventKind.FileRemoved],
            (_, _, _, _, "upload-rejected") => [UploadEventKind.Rejected],

            // A part may expire that is complete, and its client may give up what has just expired.
            (_, _, _, _, "upload-expired") => [UploadEventKind.Expired, UploadEventKind.FileRemoved, UploadEventKind.Cancelled],
            _ => [],
        };
    }
}
