using SmartTransfer.Azure.Events;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Storm.Events;

/// <summary>What the receiver has after a storm.</summary>
/// <param name="deliveries">What came, in the order in which it came.</param>
internal sealed class DeliveredEvents(IReadOnlyList<Delivery> deliveries)
{
    private readonly ILookup<string, Delivery> _byKey = deliveries.ToLookup(delivery => delivery.Subject);

    /// <summary>What came, by the keys of uploads.</summary>
    public IEnumerable<IGrouping<string, Delivery>> ByUpload => _byKey;

    /// <summary>Events that the receiver has.</summary>
    public int Count => Taken(deliveries).DistinctBy(delivery => delivery.Id).Count();

    /// <summary>How often it was given one that it had already.</summary>
    public int Repeats => Taken(deliveries).Count() - Count;

    /// <summary>How often it refused one.</summary>
    public int Refused => deliveries.Count(delivery => !delivery.IsTaken);

    /// <summary>What the receiver has of an upload, as it came for the first time.</summary>
    public IReadOnlyList<Delivery> Of(string key) => [.. Taken(_byKey[key]).DistinctBy(delivery => delivery.Id)];

    /// <summary>The types of what it has of an upload.</summary>
    public IReadOnlyList<string> TypesOf(string key) => [.. Of(key).Select(delivery => delivery.Type)];

    /// <summary>The types of events.</summary>
    public static IEnumerable<string> TypesOf(IEnumerable<UploadEventKind> kinds) => kinds.Select(CloudEventWriter.TypeOf);

    /// <summary>The key of an upload, by which events name it.</summary>
    public static string KeyOf(string id) => UploadKey.Of(UploadId.TryParse(id, out var upload)
        ? upload
        : throw new ArgumentException($"{id} is no id.", nameof(id))).Value;

    private static IEnumerable<Delivery> Taken(IEnumerable<Delivery> some) => some.Where(delivery => delivery.IsTaken);
}
