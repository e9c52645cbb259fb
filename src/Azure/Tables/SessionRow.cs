using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Azure.Tables;

/// <summary>A session as a row: partition = upload id, row = <c>session</c>.</summary>
internal static class SessionRow
{
    public const string Key = "session";

    private const string NotePrefix = "Note_";
    private const string Duration = "c";

    public static TableEntity Write(UploadSession session)
    {
        var row = new TableEntity(session.Id.Value, Key)
        {
            [RowSchema.Column] = RowSchema.Current,
            [nameof(UploadSession.BlobName)] = session.BlobName.Value,
            [nameof(UploadSession.State)] = session.State.ToString(),
            [nameof(UploadSession.FileName)] = session.FileName,
            [nameof(UploadSession.ContentType)] = session.ContentType,
            [nameof(UploadSession.Metadata)] = JsonSerializer.Serialize(session.Metadata),
            [nameof(UploadSession.CreatedAt)] = session.CreatedAt,
            [nameof(UploadSession.Lifetime)] = session.Lifetime.ToString(Duration, CultureInfo.InvariantCulture),
        };
        if (session.LengthBytes is { } length)
        {
            row[nameof(UploadSession.LengthBytes)] = length;
        }

        foreach (var (name, note) in session.Notes)
        {
            row[NotePrefix + name] = note;
        }

        if (session.Client is { } client)
        {
            row[nameof(UploadSession.Client)] = client.Value;
        }

        if (session.Opener is { } opener)
        {
            row[nameof(UploadSession.Opener)] = opener.Value;
        }

        if (session.MaxBytes is { } most)
        {
            row[nameof(UploadSession.MaxBytes)] = most;
        }

        if (session.StartClaim is { } start)
        {
            row[nameof(UploadSession.StartClaim)] = start.Value;
        }

        if (session.Owner is { } owner)
        {
            row[nameof(UploadSession.Owner)] = owner.Value;
        }

        if (session.ExtendedTo is { } extendedTo)
        {
            row[nameof(UploadSession.ExtendedTo)] = extendedTo;
        }

        if (session.ClosedAt is { } closedAt)
        {
            row[nameof(UploadSession.ClosedAt)] = closedAt;
        }

        if (session.RejectedBecause is { } code)
        {
            row[nameof(UploadSession.RejectedBecause)] = code;
        }

        ConcatenationColumns.Write(row, session);
        EventColumns.Write(row, session);
        DigestColumns.WriteSha256(row, nameof(UploadSession.RejectedSha256), session.RejectedSha256);
        DigestColumns.Write(row, session.Expected);
        DigestColumns.Write(row, session.File);
        TransferColumns.Write(row, session.Counted);
        PlanColumns.Write(row, session.Plan);
        EvidenceColumns.Write(row, session.KnownAtStart.Evidence);
        SteeringColumns.Write(row, session.KnownAtStart.Steering);
        return row;
    }

    /// <exception cref="InvalidDataException">The row was not written by <see cref="Write"/> of this release or an earlier one.</exception>
    public static UploadSession Read(TableEntity row, UploadId id)
    {
        RowSchema.Check(row, id);
        return new UploadSession
        {
            Id = id,
            BlobName = BlobName.TryParse(row.GetString(nameof(UploadSession.BlobName)), out var name, out _)
                ? name
                : throw Lacks(id, nameof(UploadSession.BlobName)),
            State = Enum.TryParse<UploadState>(row.GetString(nameof(UploadSession.State)), out var state)
                ? state
                : throw Lacks(id, nameof(UploadSession.State)),
            FileName = row.GetString(nameof(UploadSession.FileName)) ?? throw Lacks(id, nameof(UploadSession.FileName)),
            LengthBytes = row.GetInt64(nameof(UploadSession.LengthBytes)),
            ContentType = row.GetString(nameof(UploadSession.ContentType)) ?? throw Lacks(id, nameof(UploadSession.ContentType)),
            Metadata = JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(nameof(UploadSession.Metadata)) ?? "{}") ?? [],
            CreatedAt = row.GetDateTimeOffset(nameof(UploadSession.CreatedAt)) ?? throw Lacks(id, nameof(UploadSession.CreatedAt)),
            Lifetime = TimeSpan.TryParseExact(
                row.GetString(nameof(UploadSession.Lifetime)), Duration, CultureInfo.InvariantCulture, out var lifetime)
                ? lifetime
                : throw Lacks(id, nameof(UploadSession.Lifetime)),
            ExtendedTo = row.GetDateTimeOffset(nameof(UploadSession.ExtendedTo)),
            ClosedAt = row.GetDateTimeOffset(nameof(UploadSession.ClosedAt)),
            RejectedBecause = row.GetString(nameof(UploadSession.RejectedBecause)),
            RejectedSha256 = DigestColumns.ReadSha256(row, nameof(UploadSession.RejectedSha256)),
            Expected = DigestColumns.ReadExpected(row),
            File = DigestColumns.ReadFile(row),
            Role = ConcatenationColumns.ReadRole(row),
            Parts = ConcatenationColumns.ReadParts(row, id),
            Notes = row.Where(column => column.Key.StartsWith(NotePrefix, StringComparison.Ordinal) && column.Value is string)
                .ToDictionary(column => column.Key[NotePrefix.Length..], column => (string)column.Value),
            Holds = ConcatenationColumns.ReadHolds(row, id),
            Payer = ConcatenationColumns.ReadPayer(row),
            ConcatenatedAt = row.GetDateTimeOffset(nameof(UploadSession.ConcatenatedAt)),
            Events = EventColumns.Read(row, id),
            Counted = TransferColumns.Read(row),
            Plan = PlanColumns.Read(row),
            Client = ClientKey.TryParse(row.GetString(nameof(UploadSession.Client)), out var client) ? client : null,
            Opener = ClientKey.TryParse(row.GetString(nameof(UploadSession.Opener)), out var opener) ? opener : null,
            MaxBytes = row.GetInt64(nameof(UploadSession.MaxBytes)),
            StartClaim = ClaimKey.TryParse(row.GetString(nameof(UploadSession.StartClaim)), out var start) ? start : null,
            Owner = ReadOwner(row, id),
            KnownAtStart = NetworkCounters.Zero with
            {
                Evidence = EvidenceColumns.Read(
                row, LinkEvidence.SessionHalfLife),
                Steering = SteeringColumns.Read(row)
            },
            Version = row.ETag.ToString(),
        };
    }

    /// <summary>Whether two rows that <see cref="Write"/> made hold the same columns.</summary>
    public static bool SaysTheSame(TableEntity left, TableEntity right) =>
        left.Count == right.Count && left.All(column => right.TryGetValue(column.Key, out var value) && AreEqual(column.Value, value));

    private static bool AreEqual(object? left, object? right) =>
        left is byte[] bytes ? right is byte[] others && bytes.AsSpan().SequenceEqual(others) : Equals(left, right);

    /// <summary>An unreadable owner is an error, not "no owner": such a row is refused.</summary>
    private static OwnerKey? ReadOwner(TableEntity row, UploadId id) =>
        row.GetString(nameof(UploadSession.Owner)) is not { } text
            ? null
            : OwnerKey.TryParse(text, out var owner)
            ? owner
            : throw Lacks(id, nameof(UploadSession.Owner));

    private static InvalidDataException Lacks(UploadId id, string column) => new($"The row of upload {id} has no usable {column}.");
}
