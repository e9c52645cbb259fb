using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Sessions;

public class TransferSummaryTests
{
    private static readonly UploadSession Open = SampleSession.Open(new SequentialUploadIds().Next(), 1_000);

    [Fact]
    public void An_upload_that_has_not_ended_has_none() =>
        Assert.Null(TransferSummary.Of(Open with { Counted = TransferCounts.Of(NetworkCounters.Zero) }));

    [Fact]
    public void One_of_whose_transfer_nothing_was_kept_has_none() => Assert.Null(TransferSummary.Of(Ended(UploadState.Expired, 1)));

    [Fact]
    public void Of_a_file_it_tells_the_files_own_length_and_chunks_whatever_an_instance_had_counted()
    {
        var counts = new TransferCounts(NetworkCounters.Zero with { Chunks = 3, Bytes = 300 }, 10, 200);
        var summary = TransferSummary.Of(Ended(UploadState.Completed, 10) with { Counted = counts, File = File })!;
        Assert.Equal((1_000L, 7L, 10L, 200L), (summary.Bytes, summary.Chunks, summary.SmallestChunkBytes, summary.LargestChunkBytes));
        Assert.Equal((10d, 100d), (summary.DurationSeconds, summary.BytesPerSecond));
    }

    [Fact]
    public void Of_an_upload_without_a_file_it_tells_what_was_stored()
    {
        var counts = TransferCounts.Of(NetworkCounters.Zero with { Chunks = 3, Bytes = 300 });
        var summary = TransferSummary.Of(Ended(UploadState.Cancelled, 3) with { Counted = counts })!;
        Assert.Equal((300L, 3L, null, null), (summary.Bytes, summary.Chunks, summary.SmallestChunkBytes, summary.LargestChunkBytes));
    }

    [Fact]
    public void The_rate_is_that_of_the_time_in_which_chunks_followed_one_another_where_that_was_measured()
    {
        var counts = TransferCounts.Of(NetworkCounters.Zero with { ActiveBytes = 900, ActiveTime = TimeSpan.FromSeconds(3) });
        Assert.Equal(300, TransferSummary.Of(Ended(UploadState.Completed, 1_000) with { Counted = counts, File = File })!.BytesPerSecond);
    }

    [Fact]
    public void A_transfer_took_as_long_as_it_took_also_once_its_file_is_removed()
    {
        var completed = Ended(UploadState.Completed, 10) with { Counted = TransferCounts.Of(NetworkCounters.Zero), File = File };
        var removed = completed.MoveTo(UploadState.Removed, completed.CreatedAt + TimeSpan.FromHours(5));
        Assert.Equal(TransferSummary.Of(completed), TransferSummary.Of(removed));
        Assert.Equal(10, TransferSummary.Of(removed)!.DurationSeconds);
    }

    [Fact]
    public void A_transfer_that_was_over_at_once_has_no_rate() => Assert.Null(
        TransferSummary.Of(
            Ended(UploadState.Completed, 0) with { Counted = TransferCounts.Of(NetworkCounters.Zero), File = File })!.BytesPerSecond);

    [Fact]
    public void Failures_are_those_that_we_saw_or_the_client_reported_whichever_are_more()
    {
        var seen = NetworkCounters.Zero with { Broken = 1, Mismatched = 2, StorageFailed = 3, Refused = 9, Retried = 4 };
        Assert.Equal((4L, 6L), Of(seen));
        Assert.Equal((4L, 8L), Of(seen with { ReportedFailed = 8 }));

        static (long Retries, long Failures) Of(NetworkCounters sums)
        {
            var summary = TransferSummary.Of(Ended(UploadState.Cancelled, 1) with { Counted = TransferCounts.Of(sums) })!;
            return (summary.Retries, summary.Failures);
        }
    }

    [Fact]
    public void What_is_kept_has_no_evidence_and_knows_the_sizes_of_the_files_chunks()
    {
        BlockId[] file = [SampleBlock.Of(0, 5).Id, SampleBlock.Of(5, 9).Id, SampleBlock.Of(14, 1).Id];
        var kept = TransferCounts.Of(SampleCounters.Full, file);
        Assert.Equal((1L, 9L), (kept.SmallestChunkBytes, kept.LargestChunkBytes));
        Assert.Equal(SampleCounters.Full.Bytes, kept.Sums.Bytes);
        Assert.Equal((LinkEvidence.None, Steering.None), (kept.Sums.Evidence, kept.Sums.Steering));
        Assert.Null(TransferCounts.Of(SampleCounters.Full, []).SmallestChunkBytes);
    }

    private static FileDigests File => new(1, Sha256Digest.Of([1]), 7, null);

    private static UploadSession Ended(UploadState state, double seconds) =>
        Open with { State = state, ClosedAt = Open.CreatedAt + TimeSpan.FromSeconds(seconds) };
}
