using SmartTransfer.Client.Policy;

namespace SmartTransfer.Client.Tests.Policy;

/// <summary>Rule 2.6 of docs/clients.md.</summary>
public sealed class ConnectionGateTests
{
    private int _connections = 2;

    [Fact]
    public async Task As_many_are_let_in_as_are_advised_and_the_next_when_one_leaves()
    {
        var gate = new ConnectionGate(() => _connections);
        await gate.EnterAsync(default);
        await gate.EnterAsync(default);
        var third = gate.EnterAsync(default);

        Assert.False(third.IsCompleted);
        gate.Exit();
        await third;
        Assert.Equal(2, gate.Inside);
    }

    [Fact]
    public async Task Where_fewer_are_advised_those_inside_finish_and_nobody_follows()
    {
        var gate = new ConnectionGate(() => _connections);
        await gate.EnterAsync(default);
        await gate.EnterAsync(default);
        _connections = 1;
        var third = gate.EnterAsync(default);

        gate.Exit();
        Assert.False(third.IsCompleted);
        gate.Exit();
        await third;
        Assert.Equal(1, gate.Inside);
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_takes_no_place()
    {
        var gate = new ConnectionGate(() => 1);
        await gate.EnterAsync(default);
        using var cancelled = new CancellationTokenSource();
        var second = gate.EnterAsync(cancelled.Token);
        var third = gate.EnterAsync(default);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);

        gate.Exit();
        await third;
        Assert.Equal(1, gate.Inside);
    }
}
