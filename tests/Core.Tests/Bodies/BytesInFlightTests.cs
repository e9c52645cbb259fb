using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Core.Tests.Bodies;

public class BytesInFlightTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly BytesInFlight _budget;
    private readonly UploadId _one;
    private readonly UploadId _two;

    public BytesInFlightTests()
    {
        var ids = new SequentialUploadIds();
        (_one, _two) = (ids.Next(), ids.Next());
        _budget = new BytesInFlight(new AdmissionOptions { MaxBytesInFlight = 100, RetryAfter = TimeSpan.FromSeconds(1) }, _clock);
    }

    [Fact]
    public void An_upload_that_is_alone_may_take_all()
    {
        Assert.True(_budget.TryTake(_one, 60));
        Assert.True(_budget.TryTake(_one, 40));
        Assert.False(_budget.TryTake(_one, 1));
        Assert.Equal(100, _budget.Held);
    }

    [Fact]
    public void While_there_is_enough_nobody_is_held_to_a_share()
    {
        Assert.True(_budget.TryTake(_two, 1));
        Assert.True(_budget.TryTake(_one, 49));
        Assert.False(_budget.TryTake(_one, 2));
        Assert.True(_budget.TryTake(_two, 40));
    }

    [Fact]
    public void Whoever_was_refused_finds_its_share_when_it_comes_back()
    {
        Assert.True(_budget.TryTake(_one, 50));
        Assert.True(_budget.TryTake(_one, 50));
        Assert.False(_budget.TryTake(_two, 10));

        _budget.Give(_one, 50);
        Assert.False(_budget.TryTake(_one, 50));
        Assert.True(_budget.TryTake(_two, 50));
        Assert.Equal(100, _budget.Held);
    }

    [Fact]
    public void Whoever_does_not_come_back_is_forgotten()
    {
        Assert.True(_budget.TryTake(_one, 50));
        Assert.True(_budget.TryTake(_one, 50));
        Assert.False(_budget.TryTake(_two, 10));

        _budget.Give(_one, 50);
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.True(_budget.TryTake(_one, 50));
        Assert.Equal(1, _budget.HolderCount);
    }

    [Fact]
    public void Who_gave_all_back_is_forgotten()
    {
        Assert.True(_budget.TryTake(_one, 50));
        _budget.Give(_one, 20);
        _budget.Give(_one, 30);
        Assert.Equal((0, 0), (_budget.Held, _budget.HolderCount));
    }
}
