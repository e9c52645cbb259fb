using Microsoft.AspNetCore.Routing.Patterns;
using SmartTransfer.LocalHost.Diagnostics;

namespace SmartTransfer.LocalHost.Routing;

/// <summary>Two functions must not answer the same verb on the same route: which of them ran would be an accident.</summary>
internal static class RouteConflicts
{
    public static void Refuse(IReadOnlyList<HttpFunction> functions)
    {
        foreach (var group in functions.GroupBy(function => Shape(function.Pattern), StringComparer.OrdinalIgnoreCase))
        {
            var earlier = new List<HttpFunction>();
            foreach (var function in group)
            {
                if (earlier.Find(other => Overlap(other, function)) is { } other)
                {
                    throw new StartupException(
                        $"The functions {other.Name} and {function.Name} both answer {SharedVerbs(other, function)} "
                        + $"on the route '{function.Pattern.RawText}'.");
                }

                earlier.Add(function);
            }
        }
    }

    private static bool Overlap(HttpFunction one, HttpFunction other) =>
        one.Verbs.Count == 0 || other.Verbs.Count == 0 || one.Verbs.Any(other.Answers);

    private static string SharedVerbs(HttpFunction one, HttpFunction other)
    {
        var shared = (one.Verbs.Count == 0 ? other.Verbs : one.Verbs).Where(other.Answers).ToList();
        return shared.Count == 0 ? "every verb" : string.Join(", ", shared);
    }

    // A parameter's name does not tell two routes apart, its constraints do.
    private static string Shape(RoutePattern pattern) =>
        string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => Shape(pattern, part)))));

    private static string Shape(RoutePattern pattern, RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart parameter => $"{{{(parameter.IsCatchAll ? "*" : "")}{Constraints(pattern, parameter)}}}",
        _ => "",
    };

    private static string Constraints(RoutePattern pattern, RoutePatternParameterPart parameter) =>
        pattern.ParameterPolicies.TryGetValue(parameter.Name, out var policies)
            ? string.Join(':', policies.Select(policy => policy.Content).Order(StringComparer.Ordinal))
            : "";
}
