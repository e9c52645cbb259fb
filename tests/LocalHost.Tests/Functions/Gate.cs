namespace SmartTransfer.LocalHost.Tests.Functions;

/// <summary>Lets one waiter through for every opening.</summary>
public sealed class Gate : IDisposable
{
    private readonly SemaphoreSlim _openings = new(0);

    public Task WaitAsync() => _openings.WaitAsync();

    public void OpenOnce() => _openings.Release();

    public void Dispose() => _openings.Dispose();
}
