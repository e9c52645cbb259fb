using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Tests.Uploads;

public class StartUploadTests
{
    private static readonly NewUpload Wanted = new(
        "a.bin", 1_000, "video/mp4", ExpectedDigests.None, new Dictionary<string, string> { ["k"] = "v" });

    private readonly World _world = new();

    [Fact]
    public async Task A_session_is_opened_as_wanted()
    {
        var expected = new ExpectedDigests(Sha256Digest.Of([1]), 2, Sha256Digest.Of([3]));

        var status = (await _world.One.Start.RunAsync(Wanted with { Expected = expected }, World.None)).Value;

        var session = _world.Session(status.Session.Id);
        Assert.Equal(session, status.Session);
        Assert.Equal(
            (UploadState.Open, "a.bin", 1_000, "video/mp4", expected),
            (session.State, session.FileName, session.LengthBytes, session.ContentType, session.Expected));
        Assert.Equal("v", session.Metadata["k"]);
        Assert.Equal(_world.Clock.GetUtcNow(), session.CreatedAt);
        Assert.Equal(_world.Clock.GetUtcNow() + TimeSpan.FromHours(24), status.ExpiresAt);
        Assert.Equal([new ByteRange(0, 1_000)], status.Missing);
        Assert.Equal(0, status.BytesReceived);
    }

    [Fact]
    public async Task What_a_start_answers_is_what_the_status_answers()
    {
        var started = (await _world.One.Start.RunAsync(Wanted, World.None)).Value;

        var status = (await _world.One.Status.RunAsync(started.Session.Id, World.None)).Value;

        Assert.Equal(started.Session, status.Session);
        Assert.Equal((started.ExpiresAt, started.BytesReceived, started.Advice), (status.ExpiresAt, status.BytesReceived, status.Advice));
        Assert.Equal(started.Missing, status.Missing);
        Assert.Equal(started.Received, status.Received);
    }

    [Fact]
    public async Task It_is_filed_under_the_hour_in_which_it_expires()
    {
        var status = (await _world.One.Start.RunAsync(Wanted, World.None)).Value;

        Assert.Equal([_world.Entry(ExpiryHour.Of(status.ExpiresAt!.Value), status.Session.Id)], _world.Storage.ExpiryRows);
    }

    [Fact]
    public async Task A_file_of_no_type_has_the_default_type() =>
        Assert.Equal(
            ContentTypeRule.Default,
            (await _world.One.Start.RunAsync(Wanted with { ContentType = null }, World.None)).Value.Session.ContentType);

    [Fact]
    public async Task An_empty_file_misses_nothing()
    {
        var status = (await _world.One.Start.RunAsync(Wanted with { LengthBytes = 0 }, World.None)).Value;

        Assert.Empty(status.Missing);
        Assert.Equal(100, status.Percentage);
    }

    public static TheoryData<string, string> Unacceptable => new()
    {
        { "length-invalid", "length -1" },
        { "length-invalid", "length least" },
        { "length-too-large", "length 256 GiB and one byte" },
        { "length-too-large", "length most" },
        { "file-name-invalid", "path" },
        { "content-type-invalid", "type" },
        { "metadata-invalid", "metadata" },
        { "sha256-not-verifiable", "sha256 of a long file" },
    };

    [Theory]
    [MemberData(nameof(Unacceptable))]
    public async Task Of_what_is_refused_nothing_is_stored(string code, string what)
    {
        var wanted = what switch
        {
            "length -1" => Wanted with { LengthBytes = -1 },
            "length least" => Wanted with { LengthBytes = long.MinValue },
            "length 256 GiB and one byte" => Wanted with { LengthBytes = 274_877_906_945 },
            "length most" => Wanted with { LengthBytes = long.MaxValue },
            "path" => Wanted with { FileName = "../x" },
            "type" => Wanted with { ContentType = "video" },
            "metadata" => Wanted with { Metadata = new Dictionary<string, string> { ["a b"] = "c" } },
            _ => Wanted with { LengthBytes = 1_073_741_825, Expected = new ExpectedDigests(Sha256: Sha256Digest.Of([1])) },
        };

        Assert.Equal(code, (await _world.One.Start.RunAsync(wanted, World.None)).Failure?.Code);
        Assert.Equal(0, _world.ThingsStored);
        Assert.Equal(0, _world.Storage.Calls.Total);
    }
}
