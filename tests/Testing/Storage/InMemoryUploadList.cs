using System.Globalization;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Testing.Storage;

/// <summary>Lists of uploads in memory.</summary>
internal sealed class InMemoryUploadList(InMemoryGate gate) : IUploadList
{
    private readonly Dictionary<string, SortedDictionary<string, ListedUpload>> _lists = [];

    public IReadOnlyList<(string List, ListedUpload Upload)> Rows =>
        [.. _lists.SelectMany(list => list.Value.Values.Select(upload => (list.Key, upload)))];

    public Task NoteAsync(ListedUpload upload, CancellationToken cancellationToken) => gate.RunAsync(
        StorageOperation.NoteListed,
        () =>
        {
            foreach (var list in ListsOf(upload.Place))
            {
                if (!_lists.TryGetValue(list, out var rows))
                {
                    _lists[list] = rows = new SortedDictionary<string, ListedUpload>(StringComparer.Ordinal);
                }

                rows[KeyOf(upload.Place)] = upload;
            }
        },
        cancellationToken);

    public Task<ListPage?> ReadAsync(ListQuery query, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.ReadList, () => Read(query), cancellationToken);

    public Task RemoveAsync(ListPlace place, CancellationToken cancellationToken) => gate.RunAsync(
        StorageOperation.RemoveListed,
        () =>
        {
            foreach (var list in ListsOf(place))
            {
                if (_lists.TryGetValue(list, out var rows))
                {
                    rows.Remove(KeyOf(place));
                }
            }
        },
        cancellationToken);

    private static string NameOf(OwnerKey? owner) => owner?.Value ?? "all";

    private static IEnumerable<string> ListsOf(ListPlace place) =>
        place.Owner is null ? [NameOf(null)] : [NameOf(null), NameOf(place.Owner)];

    private static string KeyOf(ListPlace place) =>
        (DateTimeOffset.MaxValue.UtcTicks - place.CreatedAt.UtcTicks).ToString("D19", CultureInfo.InvariantCulture)
            + $"-{place.Key.Value}";

    private ListPage? Read(ListQuery query)
    {
        if (query.Continuation is { } given && !given.StartsWith("after:", StringComparison.Ordinal))
        {
            return null;
        }

        var after = query.Continuation?["after:".Length..] ?? string.Empty;
        var found = (_lists.GetValueOrDefault(NameOf(query.Owner)) ?? [])
            .Where(row => string.CompareOrdinal(row.Key, after) > 0)
            .Where(row => query.State is null || row.Value.State == query.State || row.Value.State is UploadState.Open)
            .Where(row => row.Value.FileName.StartsWith(query.NamePrefix, StringComparison.Ordinal))
            .Where(row => query.From is null || row.Value.CreatedAt >= query.From)
            .Where(row => query.To is null || row.Value.CreatedAt < query.To)
            .Take(query.Top + 1)
            .ToList();
        return new ListPage(
            [.. found.Take(query.Top).Select(row => row.Value)], found.Count > query.Top ? $"after:{found[query.Top - 1].Key}" : null);
    }
}
