using System.Buffers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using SmartTransfer.LocalHost.Tests.Functions;

namespace SmartTransfer.LocalHost.Tests.Bodies;

public sealed class ConnectionMemoryTests : IAsyncDisposable
{
    private const int BlockBytes = 64 * 1024;

    private readonly WebApplication _app = LocalHostBuilder.Build([], [typeof(BodyFunctions)], (_, _) => { });
    private readonly MemoryPool<byte> _pool;

    public ConnectionMemoryTests() => _pool = _app.Services.GetRequiredService<IMemoryPoolFactory<byte>>().Create();

    [Fact]
    public void The_server_reads_into_large_blocks_all_of_one_length()
    {
        using var block = _pool.Rent(4096);
        Assert.Equal(BlockBytes, block.Memory.Length);
        Assert.Equal(BlockBytes, _pool.MaxBufferSize);
        Assert.Throws<ArgumentOutOfRangeException>(() => _pool.Rent(BlockBytes + 1));
    }

    [Fact]
    public void A_block_that_was_given_back_is_given_out_once_again()
    {
        var first = _pool.Rent();
        first.Dispose();
        first.Dispose();
        using var second = _pool.Rent();
        using var third = _pool.Rent();
        Assert.Same(first, second);
        Assert.NotSame(second, third);
    }

    public async ValueTask DisposeAsync()
    {
        _pool.Dispose();
        await _app.DisposeAsync();
    }
}
