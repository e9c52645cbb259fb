using System.Globalization;
using Azure.Data.Tables;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Azure.Tables;

/// <summary>
/// An upload as a row of a list: partition = whose list, row = time of the start counted down, so that the latest comes first, and the
/// upload's key, so that a continuation does not tell its id.
/// </summary>
internal static class ListRow
{
    /// <summary>The partition of everybody's list.</summary>
    public const string Everybody = "all";

    private const string OwnerPrefix = "o-";

    /// <summary>The partition of a list.</summary>
    /// <param name="owner">Whose; null for everybody's.</param>
    public static string PartitionOf(OwnerKey? owner) => owner is { } one ? OwnerPrefix + one.Value : Everybody;

    /// <summary>The beginning of the row keys of an instant; those of a later one sort before it.</summary>
    public static string KeyAt(DateTimeOffset instant) =>
        (DateTimeOffset.MaxValue.UtcTicks - instant.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);

    public static string KeyOf(ListPlace place) => $"{KeyAt(place.CreatedAt)}-{place.Key.Value}";

    public static TableEntity Write(ListedUpload upload, OwnerKey? list)
    {
        var row = new TableEntity(PartitionOf(list), KeyOf(upload.Place))
        {
            [RowSchema.Column] = RowSchema.Current,
            [nameof(ListedUpload.Id)] = upload.Id.Value,
            [nameof(ListedUpload.State)] = upload.State.ToString(),
            [nameof(ListedUpload.FileName)] = upload.FileName,
            [nameof(ListedUpload.ContentType)] = upload.ContentType,
            [nameof(ListedUpload.CreatedAt)] = upload.CreatedAt,
        };
        if (upload.Owner is { } owner)
        {
            row[nameof(ListedUpload.Owner)] = owner.Value;
        }

        if (upload.Role is not UploadRole.Single)
        {
            row[nameof(ListedUpload.Role)] = upload.Role.ToString();
        }

        if (upload.LengthBytes is { } length)
        {
            row[nameof(ListedUpload.LengthBytes)] = length;
        }

        if (upload.EndedAt is { } endedAt)
        {
            row[nameof(ListedUpload.EndedAt)] = endedAt;
        }

        return row;
    }

    /// <exception cref="InvalidDataException">The row was not written by <see cref="Write"/> of this release or an earlier one.</exception>
    public static ListedUpload Read(TableEntity row)
    {
        RowSchema.Check(row, $"list row {row.RowKey}");
        return UploadId.TryParse(row.GetString(nameof(ListedUpload.Id)), out var id)
            && Enum.TryParse<UploadState>(row.GetString(nameof(ListedUpload.State)), out var state)
            && row.GetString(nameof(ListedUpload.FileName)) is { } fileName
            && row.GetString(nameof(ListedUpload.ContentType)) is { } contentType
            && row.GetDateTimeOffset(nameof(ListedUpload.CreatedAt)) is { } createdAt
            ? new ListedUpload(
                id,
                OwnerKey.TryParse(row.GetString(nameof(ListedUpload.Owner)), out var owner) ? owner : null,
                state,
                Enum.TryParse<UploadRole>(row.GetString(nameof(ListedUpload.Role)), out var role) ? role : UploadRole.Single,
                fileName,
                row.GetInt64(nameof(ListedUpload.LengthBytes)),
                contentType,
                createdAt,
                row.GetDateTimeOffset(nameof(ListedUpload.EndedAt)))
            : throw new InvalidDataException($"The list row {row.RowKey} of {row.PartitionKey} lacks a column.");
    }
}
