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

    public Task<StartVerdict> AskAsync(StartQuestion question, CancellationToken cancellationToken)
    {
        Asked.Add(question);
        return Fails is null ? Task.FromResult(Says) : Task.FromException<StartVerdict>(Fails);
    }
}
