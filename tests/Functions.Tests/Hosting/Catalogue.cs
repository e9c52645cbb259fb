using System.Reflection;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Functions.Tests.Hosting;

/// <summary>One failure of every entry of the catalogue.</summary>
public static class Catalogue
{
    /// <summary>By the entries' names, so that it does not matter in which files they stand.</summary>
    public static IReadOnlyList<Failure> Failures { get; } =
    [
        .. typeof(FailureCatalogue).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .OrderBy(entry => entry.Name, StringComparer.Ordinal)
            .Select(entry => (Failure)entry.Invoke(null, [.. entry.GetParameters().Select(Argument)])!),
    ];

    public static IReadOnlyList<string> Codes { get; } = [.. Failures.Select(failure => failure.Code)];

    private static object? Argument(ParameterInfo parameter) => parameter.ParameterType switch
    {
        var type when type == typeof(string) => "some \"text\"\n",
        var type when type == typeof(IReadOnlyList<ByteRange>) => new[] { new ByteRange(1, 2) },
        var type when type == typeof(IReadOnlyList<RangeConflict>) => new[] { new RangeConflict(new ByteRange(1, 2), [default]) },
        var type when Nullable.GetUnderlyingType(type) is { } underlying => Activator.CreateInstance(underlying),
        var type => Activator.CreateInstance(type),
    };
}
