using SmartTransfer.Core.Failures;

namespace SmartTransfer.Core.Tests.Failures;

public class OutcomeTests
{
    [Fact]
    public void A_value_is_given_and_there_is_no_failure()
    {
        Outcome<string> outcome = "done";

        Assert.True(outcome.TryGet(out var value, out var failure));
        Assert.Equal(("done", null), (value, failure));
        Assert.Equal("done", outcome.Value);
    }

    [Fact]
    public void A_failure_is_given_and_asking_for_the_value_is_a_fault_that_names_it()
    {
        Outcome<string> outcome = FailureCatalogue.ChunkEmpty();

        Assert.False(outcome.TryGet(out _, out var failure));
        Assert.Equal("chunk-empty", failure.Code);
        Assert.Contains("chunk-empty", Assert.Throws<InvalidOperationException>(() => outcome.Value).Message, StringComparison.Ordinal);
    }
}
