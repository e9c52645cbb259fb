using System.Globalization;
using Azure.Data.Tables;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Azure.Tables;

/// <summary>An entry of the index of events as a row: partition = <c>due-{instance}</c>, row = upload id, hyphen, number.</summary>
internal static class EventEntryRow
{
    /// <summary>What the partitions begin with.</summary>
    public const string PartitionPrefix = "due-";

    private const int IdChars = 22;
    private const char Separator = ' ';
    private const char NumberSeparator = '=';

    public static string PartitionOf(string instance) => PartitionPrefix + instance;

    public static string RowOf(EventEntryKey key) => string.Create(CultureInfo.InvariantCulture, $"{key.Upload.Value}-{key.Number}");

    public static TableEntity Write(EventEntry entry) => new(PartitionOf(entry.Key.Instance), RowOf(entry.Key))
    {
        [RowSchema.Column] = RowSchema.Current,
        [nameof(EventEntry.FiledAt)] = entry.FiledAt,
        [nameof(EventEntry.DueAt)] = entry.DueAt,
        [nameof(EventEntry.Attempts)] = entry.Attempts,
        [nameof(EventEntry.Progress)] = string.Join(
            Separator,
            entry.Progress.Select(sink => string.Create(CultureInfo.InvariantCulture, $"{sink.Key}{NumberSeparator}{sink.Value}"))),
    };

    /// <summary>The entry; null where the row's key is none that <see cref="Write"/> makes.</summary>
    /// <exception cref="InvalidDataException">A newer release wrote the row, or it lacks a column.</exception>
    public static EventEntry? Read(TableEntity row)
    {
        if (row.RowKey.Length <= IdChars + 1
            || !UploadId.TryParse(row.RowKey[..IdChars], out var upload)
            || !int.TryParse(row.RowKey.AsSpan(IdChars + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        RowSchema.Check(row, upload);
        return new EventEntry(new EventEntryKey(row.PartitionKey[PartitionPrefix.Length..], upload, number))
        {
            FiledAt = At(nameof(EventEntry.FiledAt)),
            DueAt = At(nameof(EventEntry.DueAt)),
            Attempts = row.GetInt32(nameof(EventEntry.Attempts)) ?? 0,
            Progress = ReadProgress(row.GetString(nameof(EventEntry.Progress))),
            Version = row.ETag.ToString(),
        };

        DateTimeOffset At(string column) => row.GetDateTimeOffset(column)
            ?? throw new InvalidDataException($"An entry of events of upload {upload} has no usable {column}.");
    }

    private static Dictionary<string, int> ReadProgress(string? text)
    {
        var progress = new Dictionary<string, int>();
        foreach (var sink in (text ?? string.Empty).Split(Separator, StringSplitOptions.RemoveEmptyEntries))
        {
            if (sink.Split(NumberSeparator) is [var name, var number]
                && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var next))
            {
                progress[name] = next;
            }
        }

        return progress;
    }
}
