using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Uploads;

/// <summary>An application is asked before an upload starts, and what it says is held to the rules.</summary>
public sealed class AskBeforeStartTests
{
    private static readonly TestFile File = TestFile.OfLength(400);

    private readonly StubHook _hook = new();

    [Fact]
    public async Task Without_a_hook_nobody_is_asked()
    {
        _hook.IsOn = false;
        Assert.Null((await StartAsync()).Failure);
        Assert.Empty(_hook.Asked);
    }

    [Fact]
    public async Task It_is_asked_about_the_upload_that_starts()
    {
        var started = (await StartAsync()).Value.Session;
        var asked = Assert.Single(_hook.Asked);
        Assert.Equal((UploadKey.Of(started.Id), "file.bin", 400L), (asked.Key, asked.FileName, asked.LengthBytes));
    }

    [Fact]
    public async Task What_is_refused_anyway_is_not_asked_about()
    {
        Assert.Equal("file-name-invalid", (await StartAsync(File.Wanted() with { FileName = "a/b" })).Failure?.Code);
        Assert.Empty(_hook.Asked);
    }

    [Fact]
    public async Task What_it_sets_is_taken()
    {
        _hook.Says = new StartVerdict.Allowed
        {
            BlobName = "acme/{key}/{fileName}",
            Metadata = new Dictionary<string, string> { ["a"] = "b" },
            ContentType = "text/plain",
            MaxBytes = 400,
            Lifetime = TimeSpan.FromMinutes(5),
        };
        var session = (await StartAsync()).Value.Session;
        Assert.Equal($"acme/{UploadKey.Of(session.Id)}/file.bin", session.BlobName.Value);
        Assert.Equal(("b", "text/plain", 400L), (session.Metadata["a"], session.ContentType, session.MaxBytes));
        Assert.Equal(TimeSpan.FromMinutes(5), session.Lifetime);
    }

    [Fact]
    public async Task What_it_refuses_does_not_start_and_says_why()
    {
        _hook.Says = new StartVerdict.Refused(451, "blocked", "Not in this country.");
        var world = NewWorld();
        var failure = (await StartAsync(world)).Failure!;
        Assert.Equal("start-refused", failure.Code);
        Assert.Equal((451L, "blocked"), (failure.Facts["hookStatus"], failure.Facts["hookCode"]));
        Assert.Contains("Not in this country.", failure.Detail, StringComparison.Ordinal);
        Assert.Equal(0, world.ThingsStored);
    }

    public static TheoryData<string> Lies => [.. Unusable.Keys];

    private static Dictionary<string, StartVerdict> Unusable => new()
    {
        ["a name that climbs"] = new StartVerdict.Allowed { BlobName = "../{key}" },
        ["a name without the key"] = new StartVerdict.Allowed { BlobName = "fixed" },
        ["a name with an unknown token"] = new StartVerdict.Allowed { BlobName = "{key}/{tenant}" },
        ["a name that is too long"] = new StartVerdict.Allowed { BlobName = "{key}" + new string('x', 2_000) },
        ["a length below nothing"] = new StartVerdict.Allowed { MaxBytes = -1 },
        ["a life that is too short"] = new StartVerdict.Allowed { Lifetime = TimeSpan.FromSeconds(9) },
        ["a life that storage does not give"] = new StartVerdict.Allowed { Lifetime = TimeSpan.FromDays(7) },
        ["a type that is none"] = new StartVerdict.Allowed { ContentType = "?" },
        ["metadata that breaks the rules"] =
            new StartVerdict.Allowed { Metadata = new Dictionary<string, string> { ["no name"] = "x" } },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task An_answer_that_breaks_the_rules_counts_as_none(string lie)
    {
        _hook.Says = Unusable[lie];
        var world = NewWorld();
        var failure = (await StartAsync(world)).Failure!;
        Assert.Equal("hook-unavailable", failure.Code);
        Assert.True(failure.RetryAfter > TimeSpan.Zero);
        Assert.Equal(0, world.ThingsStored);

        _hook.IsOpen = true;
        Assert.Equal(UploadBlob.Of((await StartAsync(world)).Value.Session.Id).Name, world.Storage.SessionRows[0].BlobName);
    }

    [Fact]
    public async Task A_name_without_the_key_is_taken_where_conflicts_are_handled()
    {
        _hook.Says = new StartVerdict.Allowed { BlobName = "fixed" };
        var world = NewWorld(new FilesOptions { OnConflict = FilesOptions.Fail });
        Assert.Equal("fixed", (await StartAsync(world)).Value.Session.BlobName.Value);
        Assert.Equal("file-name-taken", (await StartAsync(world)).Failure?.Code);
    }

    [Theory]
    [InlineData("{key}", "{fileName}")]
    [InlineData("{key}.bin", "{fileName}")]
    [InlineData("{key}.bin", "{baseName}{extension}")]
    [InlineData("{key}-{fileName}", "{fileName}")]
    [InlineData("{yyyy}/up_{key}", "{yyyy}/up_{fileName}")]
    public async Task A_name_that_another_upload_may_have_by_its_key_is_refused(string theirs, string mine)
    {
        var world = NewWorld(new FilesOptions { OnConflict = FilesOptions.Fail });
        _hook.Says = new StartVerdict.Allowed { BlobName = theirs };
        var taken = (await StartAsync(world)).Value.Session.BlobName.Value;
        _hook.Says = new StartVerdict.Allowed { BlobName = mine };
        var fileName = taken[(taken.LastIndexOf('/') + 1)..].Replace("up_", string.Empty, StringComparison.Ordinal);
        var refused = await StartAsync(world, File.Wanted() with { FileName = fileName });
        Assert.Equal("file-name-invalid", refused.Failure?.Code);
        Assert.Single(world.Storage.SessionRows);
    }

    [Theory]
    [InlineData("annual-report-final-version-2.pdf")]
    [InlineData("minutes-of-the-meeting.pdf")]
    [InlineData("invoice_2024_marketing.pdf")]
    [InlineData("HOLIDAY-PHOTOS-EVENINQ.jpg")]
    [InlineData("0123456789abcdefghijk.pdf")]
    [InlineData("0123456789abcdefghijklm.pdf")]
    public async Task A_long_name_that_is_no_key_is_taken(string fileName)
    {
        var world = NewWorld(new FilesOptions { OnConflict = FilesOptions.Fail });
        _hook.Says = new StartVerdict.Allowed { BlobName = "{fileName}" };
        Assert.Equal(fileName, (await StartAsync(world, File.Wanted() with { FileName = fileName })).Value.Session.BlobName.Value);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_does_not_answer_closes_the_door_unless_it_is_to_stay_open(bool isOpen)
    {
        _hook.Fails = new HookUnavailableException("It hangs.", TimeSpan.FromSeconds(9));
        _hook.IsOpen = isOpen;
        var failure = (await StartAsync()).Failure;
        Assert.Equal(isOpen ? null : "hook-unavailable", failure?.Code);
        Assert.Equal(isOpen ? null : TimeSpan.FromSeconds(9), failure?.RetryAfter);
    }

    [Fact]
    public async Task A_file_that_is_longer_than_it_allows_does_not_start()
    {
        _hook.Says = new StartVerdict.Allowed { MaxBytes = 399 };
        Assert.Equal("length-too-large", (await StartAsync()).Failure?.Code);
    }

    [Fact]
    public async Task Of_a_file_whose_length_is_not_known_no_more_is_taken_than_it_allows()
    {
        _hook.Says = new StartVerdict.Allowed { MaxBytes = 250 };
        var world = NewWorld();
        var id = (await StartAsync(world, File.WantedWithoutLength())).Value.Session.Id;
        Assert.Equal("chunk-past-end", (await world.One.Stage.RunAsync(File.Chunk(id, 200, 100), World.None)).Failure?.Code);
        Assert.Null((await world.One.Stage.RunAsync(File.Chunk(id, 0, 100), World.None)).Failure);
        Assert.Equal("length-too-large", (await world.One.Declare.RunAsync(id, 251, 100, World.None)).Failure?.Code);
        var complete = await world.One.Complete.RunAsync(id, CompletionRequest.Plain with { LengthBytes = 251 }, World.None);
        Assert.Equal("length-too-large", complete.Failure?.Code);
        Assert.Equal("length-too-large", (await world.One.Append.RunAsync(File.Rest(id, 100), World.None)).Failure?.Code);
    }

    [Fact]
    public async Task Under_a_key_a_repeated_start_does_not_ask_again()
    {
        var world = NewWorld();
        var key = File.KeyOf("a");
        var first = (await StartAsync(world, key: key)).Value.Session.Id;
        Assert.Equal(first, (await StartAsync(world, key: key)).Value.Session.Id);
        Assert.Single(_hook.Asked);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(60.0, 2)]
    public async Task Under_a_key_its_entry_is_filed_before_it_is_asked_and_again_only_where_it_changes_that(double? minutes, int files)
    {
        var world = NewWorld();
        var key = File.KeyOf("a");
        _hook.Says = new StartVerdict.Allowed { Lifetime = minutes is { } lifetime ? TimeSpan.FromMinutes(lifetime) : null };
        _hook.Waits = _ =>
        {
            Assert.Single(world.Storage.ExpiryRows);
            return Task.CompletedTask;
        };
        Assert.Null((await StartAsync(world, key: key)).Failure);
        Assert.Equal(files, world.Storage.Calls.Of(StorageOperation.FileExpiry));
    }

    [Fact]
    public async Task A_refusal_leaves_the_key_free()
    {
        var world = NewWorld();
        var key = File.KeyOf("a");
        _hook.Says = new StartVerdict.Refused(403, null, null);
        Assert.Equal("start-refused", (await StartAsync(world, key: key)).Failure?.Code);
        _hook.Says = new StartVerdict.Allowed();
        Assert.Null((await StartAsync(world, key: key)).Failure);
    }

    private World NewWorld(FilesOptions? files = null) =>
        new(new ServiceOptions { Hook = _hook, Files = files ?? new FilesOptions() });

    private Task<Outcome<UploadStatus>> StartAsync(NewUpload? wanted = null) => StartAsync(NewWorld(), wanted);

    private static Task<Outcome<UploadStatus>> StartAsync(World world, NewUpload? wanted = null, StartKey? key = null) =>
        world.One.StartOnceAsync(wanted ?? File.Wanted(), key);
}
