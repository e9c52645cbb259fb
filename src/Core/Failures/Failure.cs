using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Core.Failures;

/// <summary>An expected failure: a value of the catalogue (<see cref="FailureCatalogue"/>), never an exception.</summary>
/// <param name="Code">Stable name in kebab-case; clients may switch on it.</param>
/// <param name="Title">What went wrong, in general; the same for every occurrence of the code.</param>
/// <param name="Detail">What went wrong here, and what to do next.</param>
public sealed record Failure(string Code, string Title, string Detail)
{
    private static readonly IReadOnlyDictionary<string, object> NoFacts = new Dictionary<string, object>();

    /// <summary>
    /// The numbers and names behind the detail, for programs: by camelCase name a string, a long, or a list of
    /// <see cref="Ledgers.ByteRange"/> or <see cref="Ledgers.RangeConflict"/>. What was expected is called <c>want</c>, what
    /// came <c>got</c>.
    /// </summary>
    public IReadOnlyDictionary<string, object> Facts { get; init; } = NoFacts;

    /// <summary>When trying the same again can succeed: after this time. Null where the same request would fail again.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
