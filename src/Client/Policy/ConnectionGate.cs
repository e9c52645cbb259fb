namespace SmartTransfer.Client.Policy;

/// <summary>Lets as many attempts run at once as are advised at that moment (rule 2.6). Safe for several threads.</summary>
internal sealed class ConnectionGate(Func<int> connections)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _queue = [];
    private int _inside;

    /// <summary>Attempts that run.</summary>
    public int Inside
    {
        get
        {
            lock (_lock)
            {
                return _inside;
            }
        }
    }

    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource turn;
        lock (_lock)
        {
            if (_inside < connections())
            {
                _inside++;
                return;
            }

            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _ = _queue.AddLast(turn);
        }

        using var cancelled = cancellationToken.Register(() => turn.TrySetCanceled(cancellationToken));
        await turn.Task.ConfigureAwait(false);
    }

    public void Exit()
    {
        lock (_lock)
        {
            _inside--;
            while (_inside < connections() && _queue.First is { } first)
            {
                _queue.RemoveFirst();
                _inside += first.Value.TrySetResult() ? 1 : 0;
            }
        }
    }
}
