using Azure.Data.Tables;
using SmartTransfer.Core.Identity;
using SmartTransfer.Storm.Events;
using SmartTransfer.Storm.Scenarios;
using SmartTransfer.Testing.Client;
using SmartTransfer.Testing.Inspection;

namespace SmartTransfer.Storm.Judging;

/// <summary>Compares what is in storage after a storm and the sweep with what the clients were told, to the last row and blob.</summary>
/// <param name="stored">Storage.</param>
/// <param name="client">A client of an instance, to read files with.</param>
internal sealed class Inventory(StoredUploads stored, ApiClient client)
{
    private const string Completed = "Completed";

    private readonly List<string> _findings = [];
    private readonly Dictionary<string, FileFacts> _files = [];
    private StormFigures _figures = new();

    /// <summary>What is wrong, each with the story of the upload that it is wrong with.</summary>
    public IReadOnlyList<string> Findings => _findings;

    /// <summary>The complete files that could be read, by the ids of their uploads.</summary>
    public IReadOnlyDictionary<string, FileFacts> Files => _files;

    /// <summary>Names of what is there of uploads that have no file: all of it is to be gone after the sweep.</summary>
    public async Task<IReadOnlyList<string>> LeftoversAsync()
    {
        var rows = await RowsAsync(stored.Uploads);
        var files = FilesOf(rows).Keys.ToHashSet();
        var names = files.Select(StoredUploads.NameOf).ToHashSet();
        var blobs = await stored.BlobsAsync();
        return
        [
            .. rows.Where(row => !files.Contains(row.PartitionKey)).Select(row => $"row {row.PartitionKey} {row.RowKey}{StateOf(row)}"),
            .. (await RowsAsync(stored.Expiries)).Select(row => $"index entry {row.PartitionKey} {row.RowKey}"),
            .. (await RowsAsync(stored.Networks)).Select(row => $"profile row {row.PartitionKey} {row.RowKey}"),
            .. (await RowsAsync(stored.Events)).Select(row => $"event row {row.PartitionKey} {row.RowKey} of {IdIn(row.RowKey)}"),
            .. blobs.Where(blob => !names.Contains(blob)).Select(blob => $"blob {blob}"),
        ];
    }

    /// <summary>Judges everything.</summary>
    public async Task<StormFigures> JudgeAsync(IReadOnlyCollection<Scenario> scenarios)
    {
        var files = FilesOf(await RowsAsync(stored.Uploads));
        var byName = scenarios.ToDictionary(scenario => scenario.FileName);
        var told = scenarios.SelectMany(scenario => scenario.Promises.Select(promise => (scenario, promise)))
            .ToLookup(entry => entry.promise.Id);
        foreach (var scenario in scenarios)
        {
            Judge(scenario, files);
        }

        foreach (var (id, name) in files)
        {
            var file = await client.DownloadAsync(id);
            var untold = byName.GetValueOrDefault(name);
            var (late, committed) = await stored.BlocksAsync(id);
            _figures = _figures with { LateBlocks = _figures.LateBlocks + late };
            if (!file.IsSuccess || committed == 0)
            {
                Find($"The file {id} ({name}) is complete and cannot be read: {file.Status}, {committed} blocks.", untold);
                _figures = _figures with { LostFiles = _figures.LostFiles + 1 };
                continue;
            }

            _files[id] = FileFacts.Of(file.Body);
            var wrong = told.Contains(id)
                ? told[id].Select(entry => entry.promise.Judge(file.Body)).FirstOrDefault(verdict => verdict is not null)
                : untold is null ? "nobody has sent it" : untold.JudgeUntold(file.Body);
            if (wrong is not null)
            {
                Find($"The file {id} is wrong: {wrong}.", untold);
                _figures = _figures with { WrongFiles = _figures.WrongFiles + 1 };
            }
        }

        var leftovers = await LeftoversAsync();
        _findings.AddRange(leftovers.Select(left => $"Left after the sweep: {left}.{StoryOf(left, scenarios)}"));
        return _figures with
        {
            Rounds = 1,
            Uploads = scenarios.Count,
            Completed = told.Count,
            Untold = files.Keys.Count(id => !told.Contains(id)),
            Cancelled = scenarios.Sum(scenario => scenario.Cancelled.Count),
            Removed = scenarios.Sum(scenario => scenario.Removed.Count),
            Left = leftovers.Count,
            Outcomes = scenarios.GroupBy(scenario => scenario.Outcome).ToDictionary(group => group.Key, group => group.Count()),
        };
    }

    private void Judge(Scenario scenario, Dictionary<string, string> files)
    {
        if (scenario.Fault is { } fault)
        {
            Find(fault, scenario);
            _figures = _figures with { BrokenPromises = _figures.BrokenPromises + 1 };
        }

        foreach (var promise in scenario.Promises.Where(
            promise => !files.ContainsKey(promise.Id) && !scenario.Removed.Contains(promise.Id)))
        {
            Find($"A client was told that {promise.Id} is complete, and it is not there.", scenario);
            _figures = _figures with { LostFiles = _figures.LostFiles + 1 };
        }

        foreach (var id in scenario.Cancelled.Concat(scenario.Removed).Where(files.ContainsKey))
        {
            Find($"A client was told that {id} is cancelled or removed, and it is complete.", scenario);
            _figures = _figures with { BrokenPromises = _figures.BrokenPromises + 1 };
        }
    }

    private void Find(string what, Scenario? scenario) => _findings.Add($"{what}{Environment.NewLine}{scenario?.Story}");

    // Rows name an upload by its id, blobs by its key.
    private static string StoryOf(string left, IEnumerable<Scenario> scenarios) =>
        left.Split(' ').Where(word => word.Length == UploadKey.CharCount)
            .Select(name => scenarios.FirstOrDefault(scenario => scenario.Heard.Facts.Any(
                fact => fact.Id == name || DeliveredEvents.KeyOf(fact.Id) == name))?.Story)
            .FirstOrDefault(story => story is not null) is { } story
            ? Environment.NewLine + story
            : string.Empty;

    /// <summary>Names of complete files by their ids. A complete part is no file of its own.</summary>
    private static Dictionary<string, string> FilesOf(IEnumerable<TableEntity> rows) => rows
        .Where(row => row.RowKey == "session" && row.GetString("State") == Completed && row.GetString("Role") != "Partial")
        .ToDictionary(row => row.PartitionKey, row => row.GetString("FileName"));

    /// <summary>The row of an event that is due begins with the upload's id.</summary>
    private static string IdIn(string row) => row[..Math.Min(row.Length, UploadKey.CharCount)];

    private static string StateOf(TableEntity row) =>
        row.RowKey == "session" ? $" ({row.GetString("State")} {row.GetString("Role")} {row.GetString("FileName")})" : string.Empty;

    private static async Task<IReadOnlyList<TableEntity>> RowsAsync(TableClient table)
    {
        var rows = new List<TableEntity>();
        await foreach (var row in table.QueryAsync<TableEntity>())
        {
            rows.Add(row);
        }

        return rows;
    }
}
