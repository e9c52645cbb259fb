using System.Globalization;
using Azure.Data.Tables;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Azure.Tables;

/// <summary>
/// What an upload has to do with the concatenation of uploads, in its session's row. A single upload has none of these columns.
/// </summary>
internal static class ConcatenationColumns
{
    private const char Separator = ' ';
    private const char SinceSeparator = '@';

    public static void Write(TableEntity row, UploadSession session)
    {
        if (session.Role is not UploadRole.Single)
        {
            row[nameof(UploadSession.Role)] = session.Role.ToString();
        }

        // 22 characters an id, in a column of at most 32 Ki characters.
        if (session.Parts.Count > 0)
        {
            row[nameof(UploadSession.Parts)] = string.Join(Separator, session.Parts.Select(part => part.Value));
        }

        if (session.Holds.Count > 0)
        {
            row[nameof(UploadSession.Holds)] = string.Join(Separator, session.Holds.Select(Write));
        }

        if (session.Payer is { } payer)
        {
            row[nameof(UploadSession.Payer)] = payer.Value;
        }

        if (session.ConcatenatedAt is { } concatenatedAt)
        {
            row[nameof(UploadSession.ConcatenatedAt)] = concatenatedAt;
        }
    }

    public static UploadRole ReadRole(TableEntity row) =>
        Enum.TryParse<UploadRole>(row.GetString(nameof(UploadSession.Role)), out var role) ? role : UploadRole.Single;

    /// <exception cref="InvalidDataException">The column holds something else than ids.</exception>
    public static IReadOnlyList<UploadId> ReadParts(TableEntity row, UploadId id) =>
        row.GetString(nameof(UploadSession.Parts)) is { } parts
            ? [.. parts.Split(Separator).Select(part =>
                UploadId.TryParse(part, out var parsed)
                    ? parsed
                    : throw new InvalidDataException($"The row of upload {id} names a part that is not an upload id."))]
            : [];

    /// <exception cref="InvalidDataException">The column holds something else than <see cref="Write(PartHold)"/> writes.</exception>
    public static IReadOnlyList<PartHold> ReadHolds(TableEntity row, UploadId id) =>
        row.GetString(nameof(UploadSession.Holds)) is { } holds
            ? [.. holds.Split(Separator).Select(hold =>
                hold.Split(SinceSeparator) is [var final, var since]
                && UploadId.TryParse(final, out var parsed)
                && long.TryParse(since, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
                    ? new PartHold(parsed, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds))
                    : throw new InvalidDataException($"The row of upload {id} names a final upload that cannot be read."))]
            : [];

    public static ClientKey? ReadPayer(TableEntity row) =>
        ClientKey.TryParse(row.GetString(nameof(UploadSession.Payer)), out var payer) ? payer : null;

    private static string Write(PartHold hold) =>
        string.Create(CultureInfo.InvariantCulture, $"{hold.Final.Value}{SinceSeparator}{hold.Since.ToUnixTimeMilliseconds()}");
}
