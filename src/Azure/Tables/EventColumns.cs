using System.Globalization;
using Azure.Data.Tables;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Azure.Tables;

/// <summary>
/// What happened to an upload that others are told of, in its session's row: number, kind, milliseconds since 1970, and of the entry the
/// instance and the number, separated by colons; events separated by spaces.
/// </summary>
internal static class EventColumns
{
    private const char Separator = ' ';
    private const char PartSeparator = ':';

    public static void Write(TableEntity row, UploadSession session)
    {
        if (session.Events.Count > 0)
        {
            row[nameof(UploadSession.Events)] = string.Join(Separator, session.Events.Select(Write));
        }
    }

    /// <exception cref="InvalidDataException">The column holds something else than <see cref="Write(SessionEvent)"/> writes.</exception>
    public static IReadOnlyList<SessionEvent> Read(TableEntity row, UploadId id) =>
        row.GetString(nameof(UploadSession.Events)) is { } events
            ? [.. events.Split(Separator).Select(told =>
                told.Split(PartSeparator) is [var number, var kind, var at, var instance, var entry]
                && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var counted)
                && Enum.TryParse<UploadEventKind>(kind, out var happened)
                && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
                && int.TryParse(entry, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                    ? new SessionEvent(
                        counted,
                        happened,
                        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds),
                        new EventEntryKey(instance, id, first))
                    : throw new InvalidDataException($"The row of upload {id} names an event that cannot be read."))]
            : [];

    private static string Write(SessionEvent told) => string.Create(
        CultureInfo.InvariantCulture,
        $"{told.Number}{PartSeparator}{told.Kind}{PartSeparator}{told.At.ToUnixTimeMilliseconds()}{PartSeparator}{told.Entry.Instance}"
        + $"{PartSeparator}{told.Entry.Number}");
}
