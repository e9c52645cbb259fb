using System.Text.Json.Nodes;
using SmartTransfer.Azure.Events;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Storm.Events;

namespace SmartTransfer.Storm.Judging;

/// <summary>
/// Judges the events of an upload by themselves: who sent them, that none came before the one before it was taken, that repeats say the
/// same, and that an upload can go like this.
/// </summary>
internal static class DeliveryJudge
{
    // As docs/events.md describes it.
    private static readonly UploadEventKind[][] Ways =
    [
        [UploadEventKind.Started],
        [UploadEventKind.Started, UploadEventKind.Completed],
        [UploadEventKind.Started, UploadEventKind.Completed, UploadEventKind.FileRemoved],
        [UploadEventKind.Started, UploadEventKind.Cancelled],
        [UploadEventKind.Started, UploadEventKind.Expired],
        [UploadEventKind.Started, UploadEventKind.Rejected],
    ];

    /// <summary>What is wrong.</summary>
    /// <param name="key">The upload's key.</param>
    /// <param name="deliveries">What came of it, in the order in which it came.</param>
    /// <param name="types">What the receiver has of it.</param>
    public static IEnumerable<string> Judge(string key, IEnumerable<Delivery> deliveries, IReadOnlyList<string> types)
    {
        var (taken, first) = (new HashSet<int>(), new Dictionary<int, Delivery>());
        foreach (var delivery in deliveries)
        {
            var number = delivery.Number;
            if (!delivery.IsGenuine || delivery.Id != $"{key}-{number}" || delivery.Id != (string?)delivery.Event["id"])
            {
                yield return $"An event was not what it says, or not ours: {delivery}, {delivery.Event.ToJsonString()}";
            }

            if (number != 1 && !taken.Contains(number - 1))
            {
                yield return $"{delivery} came before the one before it was delivered.";
            }

            if (!first.TryAdd(number, delivery) && !JsonNode.DeepEquals(MeaningOf(first[number]), MeaningOf(delivery)))
            {
                yield return $"{delivery.Id} does not say the same each time: {first[number].Event.ToJsonString()}; "
                    + delivery.Event.ToJsonString();
            }

            if (delivery.IsTaken)
            {
                _ = taken.Add(number);
            }
        }

        if (!Ways.Any(way => DeliveredEvents.TypesOf(way).SequenceEqual(types)))
        {
            yield return $"No upload can go like this: {string.Join(", ", types)}.";
        }
    }

    /// <summary>
    /// What must be the same each time. A file's length may become known between two deliveries of its start; and each instance has an
    /// address of its own for storage, because of the proxies.
    /// </summary>
    private static JsonNode MeaningOf(Delivery delivery)
    {
        var copy = delivery.Event.DeepClone();
        var data = copy["data"]?.AsObject();
        if (delivery.Type == CloudEventWriter.TypeOf(UploadEventKind.Started))
        {
            _ = data?.Remove("length");
        }

        if ((string?)data?["blobUrl"] is { } address)
        {
            data["blobUrl"] = new Uri(address).AbsolutePath;
        }

        return copy;
    }
}
