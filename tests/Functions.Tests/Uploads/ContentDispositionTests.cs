using System.Net;
using System.Net.Http.Headers;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Uploads;

/// <summary>File names on their way out: whatever a client called its file, the header says that and nothing more.</summary>
public sealed class ContentDispositionTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly ApiHost _host = shared.Host;

    public static TheoryData<string> Names =>
    [
        "plain.txt",
        "with spaces.txt",
        "a\"b.txt",
        "\"; filename=\"evil.exe",
        "semi;colon.txt",
        "per%cent%22.txt",
        "apo'strophe''.txt",
        "日本語.txt",
        "naïve café.pdf",
        "👩‍👩‍👧.jpg",
        "=?utf-8?B?ZXZpbC5leGU=?=",
        "trailing dot.",
        "*.*",
        "<script>alert(1)</script>".Replace('/', '_'),
        new string('é', 127),
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_name_comes_back_as_it_was_given_and_the_header_stays_one_header(string fileName)
    {
        var upload = await ClientUpload.CompletedAsync(_host, [1], new { fileName, length = 1 });
        var reply = (await upload.GetContentAsync()).Is(HttpStatusCode.OK);

        var field = reply.Header("Content-Disposition")!;
        Assert.All(field, c => Assert.InRange(c, ' ', '~'));
        var disposition = ContentDispositionHeaderValue.Parse(field);
        Assert.Equal("attachment", disposition.DispositionType);
        Assert.Equal(fileName, disposition.FileNameStar);
        Assert.Equal(["filename", "filename*"], disposition.Parameters.Select(parameter => parameter.Name));
        Assert.Equal("nosniff", reply.Header("X-Content-Type-Options"));
    }
}
