using Azure.Data.Tables;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Azure.Tables;

/// <summary>
/// An event that was given up as a row: partition = <c>aside</c>, row = the event's id, <c>~</c> and the sink, so that events of one
/// upload are neighbours in their order.
/// </summary>
internal static class SetAsideRow
{
    public const string Partition = "aside";

    public static string RowOf(SetAsideEvent aside) => $"{aside.Message.Id}~{aside.Sink}";

    public static TableEntity Write(SetAsideEvent aside) => new(Partition, RowOf(aside))
    {
        [RowSchema.Column] = RowSchema.Current,
        [nameof(SetAsideEvent.Sink)] = aside.Sink,
        [nameof(EventMessage.Id)] = aside.Message.Id,
        [nameof(EventMessage.Type)] = aside.Message.Type,
        [nameof(EventMessage.Subject)] = aside.Message.Subject,
        [nameof(EventMessage.At)] = aside.Message.At,
        [nameof(EventMessage.Body)] = aside.Message.Body.ToArray(),
        [nameof(SetAsideEvent.SetAsideAt)] = aside.SetAsideAt,
        [nameof(SetAsideEvent.Reason)] = aside.Reason,
    };

    /// <exception cref="InvalidDataException">A newer release wrote the row, or it lacks a column.</exception>
    public static SetAsideEvent Read(TableEntity row)
    {
        RowSchema.Check(row, $"event {row.RowKey}");
        var message = new EventMessage(
            Text(nameof(EventMessage.Id)),
            Text(nameof(EventMessage.Type)),
            Text(nameof(EventMessage.Subject)),
            row.GetDateTimeOffset(nameof(EventMessage.At)) ?? throw Lacks(nameof(EventMessage.At)),
            row.GetBinary(nameof(EventMessage.Body)) ?? throw Lacks(nameof(EventMessage.Body)));
        return new SetAsideEvent(
            Text(nameof(SetAsideEvent.Sink)),
            message,
            row.GetDateTimeOffset(nameof(SetAsideEvent.SetAsideAt)) ?? message.At,
            row.GetString(nameof(SetAsideEvent.Reason)) ?? string.Empty);

        string Text(string column) => row.GetString(column) ?? throw Lacks(column);

        InvalidDataException Lacks(string column) => new($"The row of event {row.RowKey} has no usable {column}.");
    }
}
