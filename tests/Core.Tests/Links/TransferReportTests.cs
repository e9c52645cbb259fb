using FsCheck.Fluent;
using SmartTransfer.Core.Links;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Core.Tests.Links;

public class TransferReportTests
{
    private static readonly TransferReport Usual = new(
        1_048_576, TimeSpan.FromSeconds(4), 3, 1, 200_000, TimeSpan.FromSeconds(2), ReportedError.Timeout, 2);
    private static readonly TransferReport Clean = new(0, TimeSpan.Zero, 1, 0, 0, TimeSpan.Zero, null, null);

    public static TheoryData<TransferReport> Possible =>
    [
        Usual,
        Clean,
        Usual with { Failed = 3, Attempts = 3 },
        Usual with { Failed = 1_000, Attempts = 1_000 },
        Usual with { Bytes = 1L << 40, LostBytes = 1L << 40 },
        Usual with { Duration = TimeSpan.FromHours(24), LostDuration = TimeSpan.FromHours(24) },
        Usual with { Connections = 1 },
        Usual with { Connections = 1_000 },
        Usual with { LostBytes = 0, LostDuration = TimeSpan.Zero, LastError = null },
        Clean with { Bytes = 5_000 },
        Clean with { Duration = TimeSpan.FromSeconds(5) },
    ];

    public static TheoryData<TransferReport, string> Impossible => new()
    {
        { Usual with { Attempts = 0 }, "attempts is 0, not from 1 to 1000" },
        { Usual with { Attempts = -1 }, "attempts is -1," },
        { Usual with { Attempts = 1_001 }, "attempts is 1001," },
        { Usual with { Attempts = int.MaxValue, Failed = int.MaxValue }, "attempts is 2147483647," },
        { Usual with { Failed = -1 }, "failed is -1" },
        { Usual with { Failed = int.MinValue }, "failed is -2147483648" },
        { Usual with { Failed = 4 }, "failed is 4 of 3 attempts" },
        { Usual with { Bytes = -1 }, "bytes is -1, not from 0 to 1099511627776" },
        { Usual with { Bytes = (1L << 40) + 1 }, "bytes is 1099511627777," },
        { Usual with { Bytes = long.MaxValue }, "bytes is " },
        { Usual with { LostBytes = -1 }, "lost is -1," },
        { Usual with { LostBytes = (1L << 40) + 1 }, "lost is 1099511627777," },
        { Usual with { Duration = TimeSpan.FromTicks(-1) }, "the time is " },
        { Usual with { Duration = TimeSpan.FromHours(24) + TimeSpan.FromMilliseconds(1) },
            "the time is 1.00:00:00.0010000, not from 0 to 1.00:00:00" },
        { Usual with { LostDuration = TimeSpan.MinValue }, "the time lost is " },
        { Usual with { LostDuration = TimeSpan.MaxValue }, "the time lost is " },
        { Usual with { Connections = 0 }, "connections is 0, not from 1 to 1000" },
        { Usual with { Connections = -7 }, "connections is -7," },
        { Usual with { Connections = 1_001 }, "connections is 1001," },
        { Clean with { LostBytes = 1 }, "something was lost and nothing failed" },
        { Clean with { LostDuration = TimeSpan.FromMilliseconds(1) }, "something was lost and nothing failed" },
        { Clean with { LastError = ReportedError.Connection }, "something was lost and nothing failed" },
    };

    [Theory]
    [MemberData(nameof(Possible))]
    public void What_can_be_true_is_believed(TransferReport report) => Assert.Null(report.Implausibility());

    [Theory]
    [MemberData(nameof(Impossible))]
    public void What_cannot_be_true_is_told_with_its_value(TransferReport report, string why) =>
        Assert.StartsWith(why, report.Implausibility(), StringComparison.Ordinal);

    [Fact]
    public void Whatever_is_claimed_what_is_believed_lies_within_the_limits() => Always.Holds(
        from bytes in Numbers(44)
        from lost in Numbers(44)
        from ticks in Numbers(42)
        from lostTicks in Numbers(42)
        from attempts in Numbers(11)
        from failed in Numbers(11)
        from connections in Numbers(11)
        from error in Gen.Elements<ReportedError?>(null, ReportedError.Mismatch)
        select new TransferReport(
            bytes,
            new TimeSpan(ticks),
            (int)attempts,
            (int)failed,
            lost,
            new TimeSpan(lostTicks),
            error,
            connections == 7 ? null : (int)connections),
        report =>
        {
            if (report.Implausibility() is { } why)
            {
                Assert.NotEmpty(why);
                return;
            }

            Assert.InRange(report.Attempts, 1, 1_000);
            Assert.InRange(report.Failed, 0, report.Attempts);
            Assert.InRange(report.Bytes, 0, 1_099_511_627_776);
            Assert.InRange(report.LostBytes, 0, report.Failed > 0 ? 1_099_511_627_776 : 0);
            Assert.InRange(report.Duration.TotalHours, 0, 24);
            Assert.InRange(report.LostDuration.TotalHours, 0, report.Failed > 0 ? 24 : 0);
            Assert.InRange(report.Connections ?? 1, 1, 1_000);
        });

    // Negative numbers are the rarer, or nothing would ever be believed.
    private static FsCheck.Gen<long> Numbers(int maxBits) =>
        from magnitude in Values.ByteCounts(maxBits)
        from sign in Gen.Choose(0, 19)
        select sign == 0 ? -magnitude : magnitude;
}
