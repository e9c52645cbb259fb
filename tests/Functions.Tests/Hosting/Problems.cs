using System.Net;
using System.Text.Json;

namespace SmartTransfer.Functions.Tests.Hosting;

/// <summary>What every failing answer must be.</summary>
public static class Problems
{
    /// <summary>Asserts that the answer is that failure, in full form, and gives its JSON.</summary>
    public static JsonElement IsProblem(this Reply reply, HttpStatusCode status, string code)
    {
        Assert.True(reply.MediaType == "application/problem+json", $"{(int)reply.Status} {reply.MediaType}: {reply.Text}");
        var problem = reply.Json;
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal(status, reply.Status);
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.Equal($"urn:smart-transfer:problem:{code}", problem.GetProperty("type").GetString());
        Assert.NotEqual(string.Empty, problem.GetProperty("title").GetString());
        Assert.EndsWith(".", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{32}$", problem.GetProperty("correlationId").GetString());
        Assert.Equal(problem.GetProperty("correlationId").GetString(), reply.Header("x-correlation-id"));
        Assert.Equal("no-store", reply.Header("Cache-Control"));
        return problem;
    }

    /// <summary>Asserts that the client is told to try again.</summary>
    public static JsonElement IsRetryable(this JsonElement problem, Reply reply)
    {
        Assert.True(problem.GetProperty("retry").GetProperty("afterMilliseconds").GetInt64() >= 1);
        Assert.True(reply.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        return problem;
    }

    public static string? Text(this JsonElement json, string name) => json.GetProperty(name).GetString();

    public static long Number(this JsonElement json, string name) => json.GetProperty(name).GetInt64();

    /// <summary>A list of ranges as text: <c>0+4 8+2</c>.</summary>
    public static string Ranges(this JsonElement json, string name) =>
        string.Join(' ', json.GetProperty(name).EnumerateArray().Select(range => $"{range.Number("offset")}+{range.Number("length")}"));
}
