using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using SmartTransfer.Core.Links;
using SmartTransfer.Functions.Headers;
using SmartTransfer.Functions.Headers.Structured;
using SmartTransfer.Functions.Tests.Headers.Structured;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Functions.Tests.Headers;

/// <summary>What a client tells of its attempts.</summary>
public sealed class TransferReportHeaderTests
{
    private static readonly string[] Keys = ["bytes", "ms", "attempts", "failed", "lost", "lost-ms", "error", "connections"];

    private static readonly TransferReport Nothing = new(0, TimeSpan.Zero, 1, 0, 0, TimeSpan.Zero, null, null);

    public static TheoryData<string, TransferReport> Told => new()
    {
        {
            "bytes=1048576, ms=4000, attempts=3, failed=1, lost=200000, lost-ms=2000, error=timeout, connections=2",
            new(1_048_576, TimeSpan.FromSeconds(4), 3, 1, 200_000, TimeSpan.FromSeconds(2), ReportedError.Timeout, 2)
        },
        { "bytes=1000, ms=1", Nothing with { Bytes = 1_000, Duration = TimeSpan.FromMilliseconds(1) } },
        { "connections=6", Nothing with { Connections = 6 } },
        { "attempts=1", Nothing },
        { "attempts=4, failed=4", Nothing with { Attempts = 4, Failed = 4 } },
        { "bytes=1, ms=0, failed=0", Nothing with { Bytes = 1 } },
        { "ms=86400000, failed=1, lost-ms=86400000", Nothing with
        {
            Attempts = 2,
            Failed = 1,
            Duration = TimeSpan.FromDays(1),
            LostDuration = TimeSpan.FromDays(1),
        } },
        { "bytes=1099511627776, lost=1099511627776", Nothing with { Attempts = 2, Failed = 1, Bytes = 1L << 40, LostBytes = 1L << 40 } },

        // What is left out follows from the rest.
        { "failed=2", Nothing with { Attempts = 2, Failed = 2 } },
        { "failed=2, bytes=5", Nothing with { Attempts = 3, Failed = 2, Bytes = 5 } },
        { "lost=5", Nothing with { Failed = 1, LostBytes = 5 } },
        { "lost-ms=5, ms=7", Nothing with
        {
            Attempts = 2,
            Failed = 1,
            LostDuration = TimeSpan.FromMilliseconds(5),
            Duration = TimeSpan.FromMilliseconds(7),
        } },
        { "error=connection", Nothing with { Failed = 1, LastError = ReportedError.Connection } },

        { "error=connection, failed=1", Nothing with { Failed = 1, LastError = ReportedError.Connection } },
        { "error=timeout, failed=1", Nothing with { Failed = 1, LastError = ReportedError.Timeout } },
        { "error=mismatch, failed=1", Nothing with { Failed = 1, LastError = ReportedError.Mismatch } },
        { "error=refused, failed=1", Nothing with { Failed = 1, LastError = ReportedError.Refused } },
        { "error=storage, failed=1", Nothing with { Failed = 1, LastError = ReportedError.Storage } },

        // It can grow.
        { "error=eclipse, failed=1", Nothing with { Failed = 1 } },
        { "attempts=1, rtt=0.3, path=(\"a\" b), note=\"x\"", Nothing },
        { "bytes=5;of=chunk;x, ms=7", Nothing with { Bytes = 5, Duration = TimeSpan.FromMilliseconds(7) } },
        { "bytes=5, bytes=7", Nothing with { Bytes = 7 } },
        { "bytes=what, bytes=7", Nothing with { Bytes = 7 } },
    };

    public static TheoryData<string, string> Absurd => new()
    {
        { "bytes=-1", "bytes is -1" },
        { "bytes=1099511627777", "bytes is 1099511627777" },
        { "bytes=999999999999999", "bytes is 999999999999999" },
        { "bytes=9999999999999999", "not a dictionary" },
        { "bytes=1.5", "bytes is not an integer" },
        { "bytes=many", "bytes is not an integer" },
        { "bytes=\"5\"", "bytes is not an integer" },
        { "bytes", "bytes is not an integer" },
        { "bytes=(5)", "bytes is not an integer" },
        { "bytes=@5", "bytes is not an integer" },
        { "bytes=NaN", "bytes is not an integer" },
        { "ms=-1", "the time is " },
        { "ms=86400001", "the time is " },
        { "ms=999999999999999", "the time is " },
        { "ms=-999999999999999", "the time is " },
        { "ms=12.5", "ms is not an integer" },
        { "lost-ms=86400001", "the time lost is " },
        { "lost-ms=-5", "the time lost is " },
        { "lost-ms=?1", "lost-ms is not an integer" },
        { "lost=-5", "lost is -5" },
        { "lost=1099511627777", "lost is " },
        { "lost=5, failed=0", "something was lost and nothing failed" },
        { "error=timeout, failed=0", "something was lost and nothing failed" },
        { "attempts=0", "attempts is 0" },
        { "attempts=-3", "attempts is -3" },
        { "attempts=1001", "attempts is 1001" },
        { "attempts=4294967297", "attempts is 2147483647" },
        { "attempts=2, failed=3", "failed is 3 of 2 attempts" },
        { "failed=-1", "failed is -1" },
        { "failed=1001", "attempts is 1001" },
        { "failed=one", "failed is not an integer" },
        { "connections=0", "connections is 0" },
        { "connections=-1", "connections is -1" },
        { "connections=1001", "connections is 1001" },
        { "connections=999999999999999", "connections is " },
        { "connections=six", "connections is not an integer" },
        { "error=\"timeout\"", "error is not a token" },
        { "error=1", "error is not a token" },
        { "error=(timeout)", "error is not a token" },
        { "bytes=5, ms=7, attempts=-1", "attempts is -1" },
        { "bytes=5,", "not a dictionary" },
        { "bytes: 5", "not a dictionary" },
        { "{\"bytes\": 5}", "not a dictionary" },
        { "bytes=5; ms=7\r\n", "not a dictionary" },
        { "bytes=é", "not a dictionary" },
        { $"bytes=5, x=\"{new string('x', 2_048)}\"", "more than 2048 characters" },
    };

    [Theory]
    [MemberData(nameof(Told))]
    public void What_is_told_is_read(string field, TransferReport report)
    {
        var (read, logged) = Read(field);
        Assert.Equal(report, read);
        Assert.Empty(logged);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("rtt=5")]
    [InlineData("error-count=5, Bytes-like=no", true)]
    public void What_says_nothing_of_attempts_is_no_report(string field, bool unreadable = false)
    {
        var (read, logged) = Read(field);
        Assert.Null(read);
        Assert.Equal(unreadable ? 1 : 0, logged.Count);
    }

    [Fact]
    public void Without_the_header_there_is_no_report()
    {
        var (read, logged) = Read(new StringValues());
        Assert.Null(read);
        Assert.Empty(logged);
    }

    [Theory]
    [MemberData(nameof(Absurd))]
    public void What_cannot_be_read_or_be_true_is_ignored_as_a_whole_and_logged_once(string field, string why)
    {
        var (read, logged) = Read(field);
        Assert.Null(read);
        var line = Assert.Single(logged);
        Assert.Contains(" 105 Information ", line, StringComparison.Ordinal);
        Assert.Contains(why, line, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_lines_are_one_report() =>
        Assert.Equal(
            Nothing with { Bytes = 9, Duration = TimeSpan.FromMilliseconds(7) },
            Read(new StringValues(["bytes=5", "ms=7, bytes=9"])).Report);

    [Fact]
    public void Nothing_that_a_client_sends_is_written_into_the_log()
    {
        var logged = Read("bytes=secret, error=\"secret\", secret=1, failed=\"secret\"").Logged;
        Assert.DoesNotContain("secret", Assert.Single(logged), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_client_writes_is_read_as_it_was_meant() => Always.Holds(
        from bytes in Values.ByteCounts(maxBits: 40)
        from ms in Gen.Choose(0, 86_400_000)
        from attempts in Gen.Choose(1, 1_000)
        from failed in Gen.Choose(1, 1_000)
        from lost in Values.ByteCounts(maxBits: 40)
        from error in Gen.Elements("connection", "timeout", "mismatch", "refused", "storage")
        from connections in Gen.Choose(1, 1_000)
        select (bytes, ms, attempts, failed: Math.Min(failed, attempts), lost, error, connections),
        told =>
        {
            var field = StructuredDictionary.Format(new OrderedDictionary<string, FieldMember>
            {
                ["bytes"] = BareItem.Integer(told.bytes),
                ["ms"] = BareItem.Integer(told.ms),
                ["attempts"] = BareItem.Integer(told.attempts),
                ["failed"] = BareItem.Integer(told.failed),
                ["lost"] = BareItem.Integer(told.lost),
                ["lost-ms"] = BareItem.Integer(told.ms / 2),
                ["error"] = BareItem.Token(told.error),
                ["connections"] = BareItem.Integer(told.connections),
            });
            var time = TimeSpan.FromMilliseconds(told.ms);
            var report = new TransferReport(
                told.bytes,
                time,
                told.attempts,
                told.failed,
                told.lost,
                TimeSpan.FromMilliseconds(told.ms / 2),
                Enum.Parse<ReportedError>(told.error, ignoreCase: true),
                told.connections);
            Assert.Equal(report, Read(field).Report);
        });

    [Fact]
    public void No_dictionary_whatever_makes_it_throw_or_gives_what_cannot_be_true() => Always.Holds(
        from entries in (from key in Gen.Elements(Keys) from item in FieldValues.Items() select (key, item)).ListOf()
        select StructuredDictionary.Format(
            entries.DistinctBy(entry => entry.key).Select(entry => KeyValuePair.Create(entry.key, new FieldMember(entry.item)))),
        field => Assert.Null(Read(field).Report?.Implausibility()));

    [Fact]
    public void No_text_whatever_makes_it_throw() => Always.Holds(
        from pieces in Gen.Elements(
            "bytes",
            "ms",
            "attempts",
            "failed",
            "lost",
            "-ms",
            "error",
            "connections",
            "=",
            "=1",
            "=-",
            "0",
            "9999999",
            ".",
            ", ",
            ";",
            "\"",
            "(",
            "timeout",
            "\ud800",
            "\0").ListOf()
        select string.Concat(pieces),
        field => Assert.Null(Read(field).Report?.Implausibility()));

    [Fact]
    public void A_report_with_a_character_changed_added_or_lost_does_not_make_it_throw() => Always.Holds(
        FieldValues.Mutations("bytes=1048576, ms=4000, attempts=3, failed=1, lost=200000, lost-ms=2000, error=timeout, connections=2"),
        field => Assert.Null(Read(field).Report?.Implausibility()));

    private static (TransferReport? Report, IReadOnlyCollection<string> Logged) Read(StringValues lines)
    {
        using var log = new CapturedLog();
        var headers = new HeaderDictionary { [TransferReportHeader.Name] = lines };
        return (TransferReportHeader.Read(headers, log.CreateLogger("test")), log.Lines);
    }
}
