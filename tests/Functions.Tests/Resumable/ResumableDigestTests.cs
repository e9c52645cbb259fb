using System.Net;
using System.Security.Cryptography;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Functions.Tests.Resumable;

public sealed class ResumableDigestTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private static readonly byte[] File = Values.RandomBytes(3_000, seed: 7);

    private readonly ApiHost _host = shared.Host;

    [Fact]
    public async Task A_body_that_does_not_have_its_digest_does_not_count_and_can_be_sent_again()
    {
        var upload = await ResumableUpload.StartAsync(_host);
        (await upload.PatchAsync(0, File[..1_000], complete: false, ("Content-Digest", Bodies.ContentDigest(File[..1_000])))).Is(
            HttpStatusCode.NoContent);

        var refused = await upload.PatchAsync(1_000, File[1_000..], complete: true, ("Content-Digest", Bodies.ContentDigest(File)));
        Assert.Equal("stream-digest-mismatch", refused.Is(HttpStatusCode.Conflict).Json.Text("code"));
        Assert.Equal(("1000", "?0"), (refused.Header("Upload-Offset"), refused.Header("Upload-Complete")));
        Assert.Equal(("1000", "?0"), await upload.StandsAsync());

        var sha512 = $"sha-512=:{Convert.ToBase64String(SHA512.HashData(File.AsSpan(1_000)))}:, md5=:AAAA:";
        (await upload.PatchAsync(1_000, File[1_000..], complete: true, ("Content-Digest", sha512))).Is(HttpStatusCode.OK);
        Assert.Equal(File, upload.File);
    }

    [Fact]
    public async Task Each_digest_that_is_known_must_hold()
    {
        var upload = await ResumableUpload.StartAsync(_host);
        var both = $"{Bodies.ContentDigest(File)}, sha-512=:{Convert.ToBase64String(new byte[64])}:";

        (await upload.PatchAsync(0, File, complete: true, ("Content-Digest", both))).Is(HttpStatusCode.Conflict);
        Assert.Equal(("0", "?0"), await upload.StandsAsync());
    }

    [Theory]
    [InlineData("sha-256=:AAAA:")]
    [InlineData("sha-256=7")]
    [InlineData("sha-256=")]
    public async Task A_digest_that_is_malformed_is_refused(string field)
    {
        var upload = await ResumableUpload.StartAsync(_host);

        foreach (var header in new[] { "Content-Digest", "Repr-Digest" })
        {
            Assert.Equal(
                "digest-malformed",
                (await upload.PatchAsync(0, File, complete: true, (header, field))).Is(HttpStatusCode.BadRequest).Json.Text("code"));
        }
    }

    [Fact]
    public async Task The_digest_of_the_file_is_expected_of_it_and_told()
    {
        var upload = await ResumableUpload.StartAsync(_host, ("Repr-Digest", Bodies.ContentDigest(File)));
        (await upload.PatchAsync(0, File[..1_000], complete: false)).Is(HttpStatusCode.NoContent);
        var done = (await upload.PatchAsync(1_000, File[1_000..], complete: true)).Is(HttpStatusCode.OK);

        Assert.Equal(Bodies.ContentDigest(File), done.Header("Repr-Digest"));
    }

    [Fact]
    public async Task A_file_that_does_not_have_its_digest_is_none()
    {
        var started = await ResumableUpload.StartAsync(_host, ("Repr-Digest", Bodies.ContentDigest(File)));
        (await started.PatchAsync(0, File[..1_000], complete: false)).Is(HttpStatusCode.NoContent);
        var refused = (await started.PatchAsync(1_000, File[..2_000], complete: true)).Is(HttpStatusCode.UnprocessableEntity);
        Assert.Equal(("file-digest-mismatch", "?1"), (refused.Json.Text("code"), refused.Header("Upload-Complete")));
        Assert.Equal(UploadState.Rejected, started.Row.State);

        // The same where it is a single block, whose digest is known before anything is committed.
        var single = await ResumableUpload.StartAsync(_host);
        (await single.PatchAsync(0, File, complete: true, ("Repr-Digest", Bodies.ContentDigest(File[1..])))).Is(
            HttpStatusCode.UnprocessableEntity);
        (await single.HeadAsync()).Is(HttpStatusCode.Gone);
        (await single.PatchAsync(3_000, [], complete: true)).Is(HttpStatusCode.Gone);
        Assert.Equal(UploadState.Rejected, single.Row.State);

        // The same where it comes with the end of the file alone.
        var late = await ResumableUpload.StartAsync(_host);
        (await late.PatchAsync(0, File[..1_000], complete: false)).Is(HttpStatusCode.NoContent);
        (await late.PatchAsync(1_000, File[..2_000], complete: true, ("Repr-Digest", Bodies.ContentDigest(File)))).Is(
            HttpStatusCode.UnprocessableEntity);
        Assert.Null(late.File);
    }

    [Fact]
    public async Task An_empty_body_that_comes_with_the_start_must_have_its_digest_too()
    {
        foreach (var complete in new[] { "?0", "?1" })
        {
            var rows = _host.Stored.SessionRows.Count;
            var refused = await ResumableUpload.PostAsync(
                _host, Bodies.Sized([]), ("Upload-Complete", complete), ("Content-Digest", Bodies.ContentDigest([1])));
            Assert.Equal("stream-digest-mismatch", refused.Is(HttpStatusCode.Conflict).Json.Text("code"));
            Assert.Equal(rows, _host.Stored.SessionRows.Count);
        }
    }

    [Fact]
    public async Task An_empty_file_that_should_have_had_bytes_leaves_no_open_upload_behind()
    {
        var refused = await ResumableUpload.PostAsync(
            _host, Bodies.Sized([]), ("Upload-Complete", "?1"), ("Repr-Digest", Bodies.ContentDigest([1])));
        refused.Is(HttpStatusCode.UnprocessableEntity);
        Assert.DoesNotContain(_host.Stored.SessionRows, session => session is { State: UploadState.Open, LengthBytes: 0 });
    }
}
