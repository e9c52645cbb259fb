using System.Globalization;
using Azure.Data.Tables;
using SmartTransfer.Core.Identity;

namespace SmartTransfer.Azure.Tables;

/// <summary>The version of the rows' layout, which every row of a session and of a client names.</summary>
internal static class RowSchema
{
    public const string Column = "Schema";

    /// <summary>What this code writes, and the newest that it reads.</summary>
    public const int Current = 1;

    /// <summary>Refuses a row that a newer release wrote: reading it as if it were ours could lose what it says.</summary>
    /// <exception cref="InvalidDataException">The row's layout is newer, or is not named.</exception>
    public static void Check(TableEntity row, UploadId id) => Check(row, $"upload {id}");

    /// <summary>The same, of a row that belongs to no upload.</summary>
    /// <exception cref="InvalidDataException">The row's layout is newer, or is not named.</exception>
    public static void Check(TableEntity row, string owner)
    {
        var schema = row.GetInt32(Column);
        if (schema is null or < 1 or > Current)
        {
            var stored = schema?.ToString(CultureInfo.InvariantCulture) ?? "(none)";
            throw new InvalidDataException($"A row of {owner} has schema version {stored}; this release reads versions 1 to {Current}.");
        }
    }
}
