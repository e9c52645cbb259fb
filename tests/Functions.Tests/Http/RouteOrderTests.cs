using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using SmartTransfer.Functions.Service;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Http;

/// <summary>
/// The Functions host asks routes in the order of their functions' names and takes the first that matches, however general it is.
/// </summary>
public sealed class RouteOrderTests
{
    public static TheoryData<string> Functions => [.. AppFunctions.Http.Select(function => function.Name)];

    [Theory]
    [MemberData(nameof(Functions))]
    public void In_the_order_of_names_every_function_gets_its_own_requests(string name)
    {
        var wanted = AppFunctions.Http.Single(function => function.Name == name);
        var path = wanted.Route
            .Replace(UnmatchedFunction.Route, "no/such/path", StringComparison.Ordinal)
            .Replace("{id}", "AAAAAAAAAAAAAAAAAAAAAA", StringComparison.Ordinal)
            .Replace("{offset}", "0", StringComparison.Ordinal)
            .Replace("{file}", "start.js", StringComparison.Ordinal);
        Assert.DoesNotContain('{', path);
        Assert.All(wanted.Verbs, verb => Assert.Equal(
            name,
            AppFunctions.Http.OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase)
                .First(function => function.Verbs.Contains(verb) && Matches(function.Route, path)).Name));
    }

    private static bool Matches(string route, string path) =>
        new TemplateMatcher(TemplateParser.Parse(route), []).TryMatch($"/{path}", new RouteValueDictionary());
}
