using Azure.Data.Tables;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;

namespace SmartTransfer.Azure.Tables;

/// <summary>An instance's counters of a session as a row: partition = upload id, row = <c>net:{instance}</c>.</summary>
internal static class CounterRow
{
    public const string KeyPrefix = "net:";

    private const int MaxNameChars = 64;

    /// <exception cref="ArgumentException">The instance's name is not one of 1 to 64 characters a-z and 0-9.</exception>
    public static TableEntity Write(UploadId id, string instance, NetworkCounters counters)
    {
        if (instance.Length is 0 or > MaxNameChars || !instance.All(c => char.IsAsciiDigit(c) || char.IsAsciiLetterLower(c)))
        {
            throw new ArgumentException(
                $"'{instance}' is not an instance name: 1 to {MaxNameChars} characters of a-z and 0-9.", nameof(instance));
        }

        var row = new TableEntity(id.Value, KeyPrefix + instance) { [RowSchema.Column] = RowSchema.Current };
        CountColumns.Write(row, counters);
        return row;
    }

    /// <summary>The instance and what it counted.</summary>
    /// <exception cref="InvalidDataException">A newer release wrote the row.</exception>
    public static (string Instance, NetworkCounters Counters) Read(TableEntity row, UploadId id)
    {
        RowSchema.Check(row, id);
        return (row.RowKey[KeyPrefix.Length..], CountColumns.Read(row, LinkEvidence.SessionHalfLife));
    }
}
