using SmartTransfer.Core.Ports;

namespace SmartTransfer.Core.Tests.Service;

/// <summary>An application that says what a test wants it to say.</summary>
internal sealed class StubHook : IStartHook
{
    public bool IsOn { get; set; } = true;

    public bool IsOpen { get; set; }

    public StartVerdict Says { get; set; } = new StartVerdict.Allowed();

    public Exception? Fails { get; set; }

    public List<StartQuestion> Asked { get; } = [];

    /// <summary>What it waits for before it answers the n-th question, from 1.</summary>
    public Func<int, Task> Waits { get; set; } = static _ => Task.CompletedTask;

    public async Task<StartVerdict> AskAsync(StartQuestion question, CancellationToken cancellationToken)
    {
        Asked.Add(question);
        await Waits(Asked.Count);
        return Fails is null ? Says : throw Fails;
    }
}
