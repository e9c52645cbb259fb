using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Sessions;
using static SmartTransfer.Core.Sessions.UploadState;

namespace SmartTransfer.Core.Tests.Sessions;

public class UploadMovesTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly HashSet<(UploadState, UploadState)> Legal =
        [(Open, Committing), (Open, Cancelled), (Open, Expired), (Committing, Completed), (Committing, Rejected), (Completed, Removed),
            (Open, Rejected), (Completed, Expired)];

    public static TheoryData<UploadState, UploadState> AllPairs
    {
        get
        {
            var pairs = new TheoryData<UploadState, UploadState>();
            foreach (var from in Enum.GetValues<UploadState>())
            {
                foreach (var to in Enum.GetValues<UploadState>())
                {
                    pairs.Add(from, to);
                }
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(AllPairs))]
    public void Eight_moves_are_legal_and_a_session_makes_no_others(UploadState from, UploadState to)
    {
        var legal = Legal.Contains((from, to));

        Assert.Equal(legal, UploadMoves.IsLegal(from, to));
        if (legal)
        {
            Assert.Equal(to, Session(from).MoveTo(to, Now).State);
        }
        else
        {
            Assert.Throws<InvalidOperationException>(() => Session(from).MoveTo(to, Now));
        }
    }

    [Theory]
    [InlineData(Open, false)]
    [InlineData(Committing, false)]
    [InlineData(Completed, false)]
    [InlineData(Cancelled, true)]
    [InlineData(Expired, true)]
    [InlineData(Rejected, true)]
    [InlineData(Removed, true)]
    public void What_ended_without_a_file_is_a_tombstone(UploadState state, bool tombstone) =>
        Assert.Equal(tombstone, UploadMoves.IsTombstone(state));

    [Fact]
    public void Committing_is_not_an_end_and_keeps_the_plan()
    {
        var committing = Session(Open).MoveTo(Committing, Now);

        Assert.Null(committing.ClosedAt);
        Assert.NotNull(committing.Plan);
    }

    [Fact]
    public void The_end_is_dated_and_the_plan_is_dropped()
    {
        var completed = Session(Committing).MoveTo(Completed, Now);

        Assert.Equal(Now, completed.ClosedAt);
        Assert.Null(completed.Plan);
    }

    private static UploadSession Session(UploadState state) => new()
    {
        Id = UploadId.FromBytes(new byte[16]),
        BlobName = UploadBlob.Of(UploadId.FromBytes(new byte[16])).Name,
        State = state,
        FileName = "a",
        LengthBytes = 1,
        ContentType = "a/b",
        Expected = ExpectedDigests.None,
        Metadata = new Dictionary<string, string>(),
        CreatedAt = Now,
        Lifetime = TimeSpan.FromHours(1),
        Plan = new byte[] { 1 },
    };
}
