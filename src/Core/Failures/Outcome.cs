using System.Diagnostics.CodeAnalysis;

namespace SmartTransfer.Core.Failures;

/// <summary>What a use case gives: its value, or the failure that was to be expected.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public sealed class Outcome<T>
    where T : notnull
{
    private readonly T? _value;

    private Outcome(T? value, Failure? failure)
    {
        _value = value;
        Failure = failure;
    }

    /// <summary>The failure; null when there is a value.</summary>
    public Failure? Failure { get; }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is a failure instead.</exception>
    public T Value =>
        Failure is null
            ? _value!
            : throw new InvalidOperationException($"There is no value; the outcome is the failure {Failure.Code}: {Failure.Detail}");

    /// <summary>Wraps a value.</summary>
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>Wraps a failure.</summary>
    public static implicit operator Outcome<T>(Failure failure) => new(default, failure);

    /// <summary>True and the value, or false and the failure.</summary>
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Failure? failure)
    {
        value = _value;
        failure = Failure;
        return failure is null;
    }
}
