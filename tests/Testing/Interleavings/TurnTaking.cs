using System.Reflection;

namespace SmartTransfer.Testing.Interleavings;

/// <summary>A port of which every asynchronous call waits for its actor's turn.</summary>
public class TurnTaking<TPort> : DispatchProxy
    where TPort : class
{
    private static readonly MethodInfo Waiting = typeof(TurnTaking<TPort>).GetMethod(
        nameof(ResultAfterTurnAsync), BindingFlags.NonPublic | BindingFlags.Instance)!;

    private TPort _inner = null!;
    private Actor _actor = null!;

    internal static TPort Over(TPort inner, Actor actor)
    {
        var port = Create<TPort, TurnTaking<TPort>>();
        var proxy = (TurnTaking<TPort>)(object)port;
        (proxy._inner, proxy._actor) = (inner, actor);
        return port;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        ArgumentNullException.ThrowIfNull(targetMethod);
        return targetMethod.ReturnType.IsGenericType
            ? Waiting.MakeGenericMethod(targetMethod.ReturnType.GetGenericArguments()[0]).Invoke(this, [targetMethod, args])
            : AfterTurnAsync(targetMethod, args);
    }

    private async Task<T> ResultAfterTurnAsync<T>(MethodInfo method, object?[]? args)
    {
        await _actor.TurnAsync(method.Name);
        return await (Task<T>)method.Invoke(_inner, args)!;
    }

    private async Task AfterTurnAsync(MethodInfo method, object?[]? args)
    {
        await _actor.TurnAsync(method.Name);
        await (Task)method.Invoke(_inner, args)!;
    }
}
