using System.Globalization;
using Azure.Data.Tables;

namespace SmartTransfer.Azure.Tables;

/// <summary>
/// A commit plan in a row: its bytes over the columns Plan0, Plan1, ... since a column holds 64 KiB and a row 1 MiB
/// (learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model).
/// </summary>
internal static class PlanColumns
{
    /// <summary>Bytes in one column.</summary>
    public const int ColumnBytes = 60 * 1024;

    /// <summary>Bytes that leave the rest of the row its room. A plan of 50,000 blocks has at most 0.7 MB.</summary>
    public const int MaxBytes = 14 * ColumnBytes;

    private const string LengthColumn = "PlanBytes";

    /// <exception cref="ArgumentException">The plan is too large for a row.</exception>
    public static void Write(TableEntity row, ReadOnlyMemory<byte>? plan)
    {
        if (plan is not { } bytes)
        {
            return;
        }

        if (bytes.Length > MaxBytes)
        {
            throw new ArgumentException(
                $"A commit plan of {bytes.Length} bytes does not fit into a row; at most {MaxBytes} bytes do.", nameof(plan));
        }

        row[LengthColumn] = bytes.Length;
        for (var (start, column) = (0, 0); start < bytes.Length; start += ColumnBytes, column++)
        {
            row[Name(column)] = bytes.Slice(start, Math.Min(ColumnBytes, bytes.Length - start)).ToArray();
        }
    }

    /// <exception cref="InvalidDataException">The columns do not hold what was written.</exception>
    public static ReadOnlyMemory<byte>? Read(TableEntity row)
    {
        if (row.GetInt32(LengthColumn) is not { } length)
        {
            return null;
        }

        var bytes = new byte[length];
        for (var (start, column) = (0, 0); start < length; start += ColumnBytes, column++)
        {
            var part = row.GetBinary(Name(column));
            if (part?.Length != Math.Min(ColumnBytes, length - start))
            {
                throw new InvalidDataException($"Column {Name(column)} of a commit plan of {length} bytes has {part?.Length ?? 0} bytes.");
            }

            part.CopyTo(bytes, start);
        }

        return bytes;
    }

    private static string Name(int column) => string.Create(CultureInfo.InvariantCulture, $"Plan{column}");
}
