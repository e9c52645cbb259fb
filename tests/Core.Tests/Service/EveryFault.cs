using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Service;

/// <summary>Faults for tests that let storage fail in every way.</summary>
internal static class EveryFault
{
    /// <summary>Some operations, each before and after its effect.</summary>
    public static TheoryData<StorageOperation, FaultTiming> Of(IEnumerable<StorageOperation> operations)
    {
        var calls = new TheoryData<StorageOperation, FaultTiming>();
        foreach (var operation in operations)
        {
            calls.Add(operation, FaultTiming.BeforeEffect);
            calls.Add(operation, FaultTiming.AfterEffect);
        }

        return calls;
    }

    /// <summary>Operations whose names have one of the words.</summary>
    public static IEnumerable<StorageOperation> Named(params string[] words) => Enum.GetValues<StorageOperation>().Where(
        operation => words.Any(word => operation.ToString().Contains(word, StringComparison.Ordinal)));

    /// <summary>Lets the first call of an operation fail, then the second, until it gets through without meeting a fault.</summary>
    /// <param name="strikeAsync">Lets call n fail, from 1; false when there was no such call.</param>
    /// <param name="most">The most calls that the operation makes.</param>
    public static async Task StrikeEachCallAsync(Func<int, Task<bool>> strikeAsync, int most)
    {
        var struck = 0;
        for (var n = 1; await strikeAsync(n); n++)
        {
            struck++;
        }

        Assert.InRange(struck, 1, most);
    }
}
