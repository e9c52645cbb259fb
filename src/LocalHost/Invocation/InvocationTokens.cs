using SmartTransfer.LocalHost.Settings;

namespace SmartTransfer.LocalHost.Invocation;

/// <summary>
/// The tokens that functions are given. A timer's fires as soon as the host is told to stop, so that a long sweep ends at the
/// next good place. A request's fires when the grace is over: until then what is in flight may arrive.
/// </summary>
internal sealed class InvocationTokens : IDisposable
{
    private readonly IHostApplicationLifetime _lifetime;
    private readonly CancellationTokenSource _requests = new();
    private readonly CancellationTokenRegistration _onStopping;
    private ITimer? _grace;

    public InvocationTokens(IHostApplicationLifetime lifetime, LocalHostSettings settings, TimeProvider time)
    {
        _lifetime = lifetime;
        _onStopping = lifetime.ApplicationStopping.Register(() => _grace = time.CreateTimer(
            static state => ((CancellationTokenSource)state!).Cancel(), _requests, settings.ShutdownGrace, Timeout.InfiniteTimeSpan));
    }

    public CancellationToken Requests => _requests.Token;

    public CancellationToken Timers => _lifetime.ApplicationStopping;

    public void Dispose()
    {
        _onStopping.Dispose();
        _grace?.Dispose();
        _requests.Dispose();
    }
}
