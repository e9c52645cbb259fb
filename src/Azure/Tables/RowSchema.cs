using System.Globalization;
using Azure.Data.Tables;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Azure;

/// <summary>The version of the rows' layout, which every row of a session names.</summary>
internal static class RowSchema
{
    public const string Column = "Schema";

    /// <summary>What this code writes, and the newest that it reads.</summary>
    public const int Current = 1;

    /// <summary>Refuses a row that a newer release wrote: reading it as if it were ours could lose what it says.</summary>
    /// <exception cref="InvalidDataException">The row's layout is newer, or is not named.</exception>
    public static void Check(TableEntity row, UploadId id)
    {
        var schema = row.GetInt32(Column);
        if (schema is null or < 1 or > Current)
        {
            var stored = schema?.ToString(CultureInfo.InvariantCulture) ?? "(none)";
            throw new InvalidDataException($"A row of upload {id} has schema version {stored}; this release reads versions 1 to {Current}.");
        }
    }
}
