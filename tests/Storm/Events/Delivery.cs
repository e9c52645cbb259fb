using System.Globalization;
using System.Text.Json.Nodes;

namespace SmartTransfer.Storm.Events;

/// <summary>One POST of an event to the receiver.</summary>
/// <param name="Id">The event's id, by the header.</param>
/// <param name="Event">The body.</param>
/// <param name="IsGenuine">Whether the signature is that of the body.</param>
/// <param name="Mood">What the receiver did.</param>
internal sealed record Delivery(string Id, JsonObject Event, bool IsGenuine, ReceiverMood Mood)
{
    /// <summary>Whether the receiver has the event, whatever the sender heard.</summary>
    public bool IsTaken => Mood.Status == 200;

    /// <summary>What happened, such as <c>smarttransfer.upload.started</c>.</summary>
    public string Type => Text("type");

    /// <summary>The key of the upload.</summary>
    public string Subject => Text("subject");

    /// <summary>The file's name.</summary>
    public string FileName => (string?)Event["data"]?["fileName"] ?? string.Empty;

    /// <summary>The event's number, by the end of its id; 0 where it has none.</summary>
    public int Number => int.TryParse(Id.AsSpan(Id.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : 0;

    private string Text(string member) => (string?)Event[member] ?? string.Empty;

    /// <inheritdoc/>
    public override string ToString() => $"{Id} {Type} ({Mood})";
}
