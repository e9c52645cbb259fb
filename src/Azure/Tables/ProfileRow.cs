using Azure.Data.Tables;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;

namespace SmartTransfer.Azure.Tables;

/// <summary>What is remembered of a client's network as a row: partition = the client's key, row = <c>profile</c>.</summary>
internal static class ProfileRow
{
    public const string Key = "profile";

    public static TableEntity Write(NetworkProfile profile)
    {
        var row = new TableEntity(profile.Client.Value, Key)
        {
            [RowSchema.Column] = RowSchema.Current,
            [nameof(NetworkProfile.Sessions)] = profile.Sessions,
            [nameof(NetworkProfile.UpdatedAt)] = profile.UpdatedAt,
        };
        CountColumns.Write(row, profile.Total);
        return row;
    }

    /// <exception cref="InvalidDataException">The row was not written by <see cref="Write"/> of this release or an earlier one.</exception>
    public static NetworkProfile Read(TableEntity row, ClientKey client)
    {
        RowSchema.Check(row, $"client {client}");
        return new NetworkProfile
        {
            Client = client,
            Sessions = row.GetInt64(nameof(NetworkProfile.Sessions)) ?? 0,
            Total = CountColumns.Read(row, LinkEvidence.ProfileHalfLife),
            UpdatedAt = row.GetDateTimeOffset(nameof(NetworkProfile.UpdatedAt))
                ?? throw new InvalidDataException($"The row of client {client} has no usable {nameof(NetworkProfile.UpdatedAt)}."),
            Version = row.ETag.ToString(),
        };
    }
}
