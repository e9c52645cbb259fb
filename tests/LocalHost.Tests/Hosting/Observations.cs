using System.Threading.Channels;

namespace SmartTransfer.LocalHost.Tests.Hosting;

/// <summary>What the test functions have seen, in order.</summary>
public sealed class Observations
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Channel<object> _seen = Channel.CreateUnbounded<object>();

    public int Count => _seen.Reader.Count;

    public void Add(object observation) => Assert.True(_seen.Writer.TryWrite(observation));

    /// <summary>The next observation, which must come before patience ends and be of type <typeparamref name="T"/>.</summary>
    public async Task<T> NextAsync<T>() =>
        Assert.IsAssignableFrom<T>(await _seen.Reader.ReadAsync().AsTask().WaitAsync(Patience));
}
