using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Functions.Tests.OpenApi.Surface;

/// <summary>
/// Each operation lists exactly the codes that it can answer. Here each of them is got from the app; that none is answered which is
/// not listed, every test holds that asks a host (<see cref="AnsweredCodes"/>).
/// </summary>
public sealed class SurfaceTests(SurfaceHosts hosts) : IClassFixture<SurfaceHosts>
{
    public static TheoryData<string, string> Listed
    {
        get
        {
            var listed = new TheoryData<string, string>();
            foreach (var operation in ApiOperation.All)
            {
                foreach (var code in operation.Codes)
                {
                    listed.Add(operation.Name, code);
                }
            }

            return listed;
        }
    }

    [Fact]
    public void An_answer_that_is_not_listed_or_under_another_status_is_found()
    {
        var health = ApiOperation.All.Single(operation => operation.Name == "GetHealth");
        var start = ApiOperation.All.Single(operation => operation.Name == "StartUpload");
        foreach (var (operation, code, status) in new[] { (health, "busy", 503), (start, "length-missing", 400) })
        {
            var answered = new AnsweredCodes();
            answered.Add(operation, code, status);
            Assert.ThrowsAny<Exception>(answered.AreListed);
        }
    }

    [Theory]
    [MemberData(nameof(Listed))]
    public async Task Every_code_that_an_operation_lists_is_got_from_it(string operation, string code)
    {
        var asked = ApiOperation.All.Single(one => one.Name == operation);
        var (host, issuer) = await hosts.ForAsync(asked, code);

        // A method that is sent as POST or PUT is provoked as itself.
        var meant = asked.Function != "TusOverride" || code is "method-unsupported" or "method-not-allowed"
            ? asked
            : ApiOperation.All.First(other => other.Function is "TusPatch" or "TusHead" or "TusDelete" && other.Codes.Contains(code));
        host.Answered.Forget();
        var provocation = new Provocation(meant, asked, host, issuer);
        if (asked.Function == "ListUploads" && code is ("lists-not-kept" or "query-invalid" or "storage-unavailable" or "internal-error"))
        {
            provocation.SendToken();
        }

        await Provocations.ProvokeAsync(code, provocation);

        if (code is "connection-broken" or "stream-interrupted")
        {
            // Whoever broke off hears the answer or not; it is given once the app has noticed.
            await Eventually.HoldsAsync($"{operation} answers {code}", () => host.Answered.Contain(operation, code));
        }

        Assert.True(host.Answered.Contain(operation, code), $"{operation} did not answer {code}.");
    }
}
