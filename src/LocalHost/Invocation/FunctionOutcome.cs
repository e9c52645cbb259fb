using System.Reflection;
using SmartTransfer.LocalHost.Diagnostics;

namespace SmartTransfer.LocalHost.Invocation;

/// <summary>Turns what a function's method returns into a result to answer with, or null if there is none.</summary>
internal static class FunctionOutcome
{
    /// <exception cref="StartupException">The return type is one that the client would never get to see.</exception>
    public static Func<object?, Task<IResult?>> Of(string function, Type type)
    {
        if (type == typeof(void))
        {
            return static _ => Task.FromResult<IResult?>(null);
        }

        if (type == typeof(Task))
        {
            return AwaitNothing;
        }

        if (typeof(IResult).IsAssignableFrom(type))
        {
            return static returned => Task.FromResult((IResult?)returned);
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>)
            && type.GetGenericArguments()[0] is var result && typeof(IResult).IsAssignableFrom(result))
        {
            return typeof(FunctionOutcome).GetMethod(nameof(AwaitResult), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(result)
                .CreateDelegate<Func<object?, Task<IResult?>>>();
        }

        throw new StartupException(
            $"Function {function} returns {type.Name}, and the client would get an empty 200. "
            + "Return nothing, Task, a type that is IResult, or a Task of one.");
    }

    private static async Task<IResult?> AwaitNothing(object? returned)
    {
        await (Task)returned!;
        return null;
    }

    private static async Task<IResult?> AwaitResult<T>(object? returned)
        where T : IResult => await (Task<T>)returned!;
}
