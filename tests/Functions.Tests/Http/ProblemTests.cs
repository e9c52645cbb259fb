using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SmartTransfer.Core.Failures;
using SmartTransfer.Functions.Http;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Http;

/// <summary>Every failure of the catalogue as a problem answer.</summary>
public sealed class ProblemTests
{
    public static TheoryData<string> Codes => [.. Catalogue.Codes];

    [Fact]
    public void Every_code_of_the_catalogue_has_a_status_and_no_other_has()
    {
        Assert.NotEmpty(Catalogue.Codes);
        Assert.Equal(Catalogue.Codes.Order(), ProblemStatus.Codes.Order());
    }

    [Fact]
    public void Every_code_is_in_kebab_case_and_names_one_failure()
    {
        Assert.All(Catalogue.Codes, code => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", code));
        Assert.Equal(Catalogue.Codes.Count, Catalogue.Codes.Distinct().Count());
    }

    [Fact]
    public void A_code_that_is_not_known_is_500() => Assert.Equal(500, ProblemStatus.Of("nobody-knows"));

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Every_failure_can_be_written_with_all_its_facts(string code)
    {
        var failure = Catalogue.Failures.Single(failure => failure.Code == code);
        var (response, problem) = await WriteAsync(failure);
        Assert.Equal(ProblemStatus.Of(code), response.StatusCode);
        Assert.InRange(response.StatusCode, 400, 599);
        Assert.Equal(failure.Title, problem.Text("title"));
        Assert.Equal(failure.Detail, problem.Text("detail"));
        Assert.All(failure.Facts.Keys, name => Assert.True(problem.TryGetProperty(name, out _), name));
        Assert.Equal(problem.EnumerateObject().Count(), problem.EnumerateObject().Select(field => field.Name).Distinct().Count());
    }

    [Fact]
    public void A_failure_of_the_service_that_passes_says_when_to_try_again()
    {
        var passing = Catalogue.Failures.Where(failure => ProblemStatus.Of(failure.Code) == 503).ToList();
        Assert.NotEmpty(passing);
        Assert.All(passing, failure => Assert.NotNull(failure.RetryAfter));
    }

    [Theory]
    [InlineData(0, null, 0)]
    [InlineData(1, "1", 1)]
    [InlineData(1000, "1", 1000)]
    [InlineData(1001, "2", 1001)]
    [InlineData(30_000, "30", 30_000)]
    public async Task The_time_to_wait_is_told_in_milliseconds_and_in_whole_seconds_never_too_short(
        int milliseconds, string? header, int told)
    {
        var (response, problem) = await WriteAsync(FailureCatalogue.Busy(TimeSpan.FromMilliseconds(milliseconds)));
        Assert.Equal(header, (string?)response.Headers.RetryAfter);
        Assert.Equal(told, problem.GetProperty("retry").Number("afterMilliseconds"));
    }

    [Fact]
    public async Task What_would_fail_again_says_nothing_of_trying_again()
    {
        var (response, problem) = await WriteAsync(FailureCatalogue.UploadNotFound());
        Assert.Equal(0, response.Headers.RetryAfter.Count);
        Assert.False(problem.TryGetProperty("retry", out _));
    }

    private static async Task<(HttpResponse Response, JsonElement Problem)> WriteAsync(Failure failure)
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().BuildServiceProvider() };
        context.Response.Body = body;
        await Problem.Of(failure).ExecuteAsync(context);
        Assert.Equal(body.Length, context.Response.ContentLength);
        return (context.Response, JsonElement.Parse(body.ToArray()));
    }
}
