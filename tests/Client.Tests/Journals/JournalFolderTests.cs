using System.Runtime.Versioning;

namespace SmartTransfer.Client.Tests.Journals;

/// <summary>Rule 7 of docs/clients.md, as far as it is about files.</summary>
public sealed class JournalFolderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("journals-");

    private static readonly JournalEntry Entry = new()
    {
        Kind = JournalKind.Upload,
        Service = "https://app.example/api/",
        Upload = "/api/uploads/AbCdEfGhIjKlMnOpQrSt-_",
        FileName = "Ünïcode 🎉.bin",
        Length = 5,
        Path = "/data/Ünïcode 🎉.bin",
        SourceModifiedAt = DateTimeOffset.UnixEpoch,
        StartedAt = DateTimeOffset.UnixEpoch.AddDays(1),
    };

    private JournalFolder Journals => new(Path.Combine(_folder.FullName, "deep", "journals"));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void An_entry_comes_back_as_it_was_saved()
    {
        Journals.Save(Entry);

        Assert.Equal(Entry, Assert.Single(Journals.List()));
        Assert.Equal(Entry, Journals.Find(JournalKind.Upload, new Uri(Entry.Service), Entry.Path));
        Assert.Null(Journals.Find(JournalKind.Download, new Uri(Entry.Service), Entry.Path));
        Assert.Null(Journals.Find(JournalKind.Upload, new Uri("https://other.example/api/"), Entry.Path));
    }

    [Fact]
    public void What_an_upload_was_started_with_comes_back_so_that_it_can_be_started_anew()
    {
        Journals.Save(Entry with { ContentType = "image/png", Metadata = new Dictionary<string, string> { ["path"] = "a/Ü.png" } });

        var entry = Assert.Single(Journals.List());

        Assert.Equal("image/png", entry.ContentType);
        Assert.Equal("a/Ü.png", entry.Metadata!["path"]);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Nobody_but_the_owner_can_read_folder_and_files()
    {
        Journals.Save(Entry);
        _ = Journals.ClientId();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Journals.Path));
        var files = Directory.GetFiles(Journals.Path);
        Assert.Equal(2, files.Length);
        Assert.All(files, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public void A_journal_that_cannot_be_read_is_left_alone_and_told()
    {
        Journals.Save(Entry);
        var file = Assert.Single(Directory.GetFiles(Journals.Path));
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"schema\": 1", "\"schema\": 99", StringComparison.Ordinal));

        Assert.Empty(Journals.List());
        Assert.Equal([file], Journals.Unreadable());
        File.WriteAllText(file, "{ half a journ");
        Assert.Equal([file], Journals.Unreadable());
    }

    [Fact]
    public void Removed_is_removed()
    {
        Journals.Save(Entry);
        Journals.Remove(Entry);

        Assert.Empty(Journals.List());
    }

    [Fact]
    public void A_file_has_one_sender_at_a_time()
    {
        using (Journals.Lock(JournalKind.Upload, new Uri(Entry.Service), Entry.Path))
        {
            var refused = Assert.Throws<TransferException>(() => Journals.Lock(JournalKind.Upload, new Uri(Entry.Service), Entry.Path));
            Assert.Equal(TransferErrorCode.InUse, refused.Code);
            Journals.Lock(JournalKind.Download, new Uri(Entry.Service), Entry.Path).Dispose();
        }

        Journals.Lock(JournalKind.Upload, new Uri(Entry.Service), Entry.Path).Dispose();
        Assert.Empty(Directory.GetFiles(Journals.Path));
    }

    [Fact]
    public void The_clients_id_is_made_once()
    {
        var id = Journals.ClientId();

        Assert.Matches("^[0-9a-f]{32}$", id);
        Assert.Equal(id, Journals.ClientId());
        Assert.NotEqual(id, Journals.ClientId(anew: true));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_told()
    {
        var file = Path.Combine(_folder.FullName, "file");
        File.WriteAllText(file, "");

        var refused = Assert.Throws<TransferException>(() => new JournalFolder(Path.Combine(file, "below")).Save(Entry));
        Assert.Equal(TransferErrorCode.JournalUnwritable, refused.Code);
    }
}
