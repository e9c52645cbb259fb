using System.Diagnostics;

namespace SmartTransfer.Testing.Links;

/// <summary>Lets what follows a silence arrive later. What follows at once is under way already, and waits no more.</summary>
internal sealed class LinkDelay(TimeSpan delay)
{
    private long? _lastAt;

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (_lastAt is not { } last || Stopwatch.GetElapsedTime(last) > delay)
        {
            await Task.Delay(delay, cancellationToken);
        }

        _lastAt = Stopwatch.GetTimestamp();
    }
}
