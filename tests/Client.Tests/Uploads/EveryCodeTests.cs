using SmartTransfer.Client.Tests.Scripted;

namespace SmartTransfer.Client.Tests.Uploads;

/// <summary>The service answers every code of docs/protocol.md once, to each kind of request: the client does what rule 6 says.</summary>
public sealed class EveryCodeTests : ScriptedTest
{
    private const int FileBytes = 300_000;

    // Codes after which a chunk gets through though the answer says nothing of a retry.
    private static readonly string[] GoesOnWithChunk =
        ["body-too-long", "chunk-too-large", "body-over-daily-limit", "chunk-too-small", "upload-completed"];

    // The same for completing.
    private static readonly string[] GoesOnWithComplete = ["body-too-long", "chunks-conflict", "file-digest-mismatch", "too-many-chunks"];

    // The same for starting.
    private static readonly string[] GoesOnWithStart = ["body-too-long", "client-id-malformed"];

    private static readonly string[] Forgotten =
        ["upload-not-found", "upload-cancelled", "upload-expired", "upload-rejected", "file-removed"];

    public static TheoryData<string, int, bool> Codes
    {
        get
        {
            var codes = new TheoryData<string, int, bool>();
            foreach (var (code, status, canRetry) in Catalogue.Errors)
            {
                codes.Add(code, status, canRetry);
            }

            return codes;
        }
    }

    [Fact]
    public void The_table_of_the_protocol_page_is_read_whole() =>
        Assert.True(Catalogue.Errors.Count > 65, $"{Catalogue.Errors.Count} codes");

    [Theory]
    [MemberData(nameof(Codes))]
    public Task Answered_to_a_chunk(string code, int status, bool canRetry) =>
        TryAsync(code, status, canRetry, request => request.IsChunk, GoesOnWithChunk);

    [Theory]
    [MemberData(nameof(Codes))]
    public Task Answered_when_completing(string code, int status, bool canRetry) =>
        TryAsync(code, status, canRetry, request => request.IsComplete, GoesOnWithComplete);

    [Theory]
    [MemberData(nameof(Codes))]
    public Task Answered_to_a_start(string code, int status, bool canRetry) =>
        TryAsync(code, status, canRetry, request => request.IsStart, GoesOnWithStart, hasJournal: false);

    private async Task TryAsync(
        string code,
        int status,
        bool canRetry,
        Func<ScriptedRequest, bool> isMeant,
        string[] goesOn,
        bool hasJournal = true)
    {
        var (path, bytes) = NewFile(FileBytes);
        var told = false;
        Service.Script = (request, _) =>
        {
            if (told || !isMeant(request))
            {
                return null;
            }

            told = true;
            object? want = code switch { "chunk-too-large" or "body-over-daily-limit" => 20_000, "chunk-too-small" => 100_000, _ => null };
            var missing = code == "chunks-missing" ? new[] { new { offset = 0, length = 65_536 } } : null;
            return ScriptedAnswer.Problem(status, code, canRetry ? 5 : null, want, missing);
        };

        // What the answer says may be repeated is, but for the codes that another remedy is for.
        var completing = new ScriptedRequest("POST", "/complete", "", new Dictionary<string, string>(), []);
        var succeeds = goesOn.Contains(code) || (canRetry && (code != "chunks-missing" || isMeant(completing)));
        if (succeeds)
        {
            var result = await Client().UploadAsync(path, Options);

            Assert.Equal(bytes, Service.File);
            Assert.Equal(FileBytes, result.Length);
            Assert.Empty(Journals.List());
        }
        else
        {
            var failure = await Assert.ThrowsAsync<TransferException>(() => Client().UploadAsync(path, Options));

            Assert.Equal(code, failure.Code);
            Assert.Equal(status, (int?)failure.Status);
            Assert.Equal("c0ffee", failure.CorrelationId);
            Assert.Equal(hasJournal && !Forgotten.Contains(code) ? 1 : 0, Journals.List().Count);
        }

        Assert.True(told);
    }
}
