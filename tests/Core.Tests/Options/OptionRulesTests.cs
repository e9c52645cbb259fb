using SmartTransfer.Core.Options;
using SmartTransfer.Core.Tests.Service;

namespace SmartTransfer.Core.Tests.Options;

public class OptionRulesTests
{
    [Fact]
    public void The_defaults_break_no_rule() => Assert.Empty(Broken(new ServiceOptions()));

    public static TheoryData<string, string[]> Rules => new()
    {
        { "file longer than its chunks", ["MaxFileBytes", "401408000001 bytes", "MaxChunkBytes", "8192000 bytes"] },
        { "budget below one chunk", ["MaxBytesInFlight", "8388607 bytes", "MaxChunkBytes", "8388608 bytes"] },
        { "tombstone too short", ["TombstoneLifetime", "00:07:29", "00:07:30", "CacheLifetime", "00:01:00", "TotalTimeout"] },
        { "longest delay below the base", ["MaxDelay", "00:00:01", "BaseDelay", "00:00:02"] },
        { "whole call below one try", ["TotalTimeout", "00:00:10", "AttemptTimeout", "00:00:30"] },
        { "slow chunk above medium", ["SlowChunkBytes", "1048577 bytes"] },
        { "medium chunk above fast", ["MediumChunkBytes", "2097153 bytes"] },
        { "fast chunk above the largest", ["FastChunkBytes", "8388609 bytes"] },
        { "slow above fast", ["SlowBelowBytesPerSecond", "1250001 bytes/s", "FastAboveBytesPerSecond", "1250000 bytes/s"] },
        { "secret that can be guessed", ["ClientKeySecret", "not shown", "32 characters"] },
        { "flush after before not before", ["FlushNotAfter", "00:00:04", "FlushNotBefore", "00:00:05"] },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_broken_rule_names_the_settings_and_their_values(string what, string[] names)
    {
        var sentence = Assert.Single(Broken(Options(what)));

        Assert.All(names, name => Assert.Contains(name, sentence, StringComparison.Ordinal));
        Assert.Contains("SmartTransfer:", sentence, StringComparison.Ordinal);
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_that_are_just_met_break_no_rule() => Assert.Empty(Broken(new ServiceOptions
    {
        Limits = new LimitOptions { MaxFileBytes = 49_000L * 8_192_000, MaxChunkBytes = 8_192_000 },
        Admission = new AdmissionOptions { MaxBytesInFlight = 8_192_000 },
        Sessions = new SessionOptions { CacheLifetime = TimeSpan.FromMinutes(1) },
        Sweep = new SweepOptions { TombstoneLifetime = TimeSpan.FromSeconds(186) },
        Retry = new RetryOptions
        {
            BaseDelay = TimeSpan.FromSeconds(1),
            MaxDelay = TimeSpan.FromSeconds(1),
            AttemptTimeout = TimeSpan.FromSeconds(9),
            TotalTimeout = TimeSpan.FromSeconds(9),
        },
        Network = new NetworkOptions
        {
            SlowChunkBytes = 8_192_000,
            MediumChunkBytes = 8_192_000,
            FastChunkBytes = 8_192_000,
            SlowBelowBytesPerSecond = 5,
            FastAboveBytesPerSecond = 5,
            FlushNotBefore = TimeSpan.FromSeconds(5),
            FlushNotAfter = TimeSpan.FromSeconds(5),
            ClientKeySecret = new string('x', 32),
        },
    }));

    [Fact]
    public void A_secret_is_not_shown() =>
        Assert.DoesNotContain(
            "hunter2",
            Assert.Single(Broken(new ServiceOptions { Network = new NetworkOptions { ClientKeySecret = "hunter2" } })),
            StringComparison.Ordinal);

    [Fact]
    public void All_broken_rules_are_told_at_once() => Assert.Equal(2, Broken(new ServiceOptions
    {
        Retry = new RetryOptions { MaxDelay = TimeSpan.FromMilliseconds(1), TotalTimeout = TimeSpan.FromSeconds(1) },
    }).Count());

    private static ServiceOptions Options(string what) => what switch
    {
        "file longer than its chunks" =>
            new() { Limits = new LimitOptions { MaxFileBytes = (49_000L * 8_192_000) + 1, MaxChunkBytes = 8_192_000 } },
        "budget below one chunk" => new() { Admission = new AdmissionOptions { MaxBytesInFlight = 8_388_607 } },
        "tombstone too short" =>
            new()
            {
                Sweep = new SweepOptions { TombstoneLifetime = TimeSpan.FromSeconds(449) },
                Sessions = new SessionOptions { CacheLifetime = TimeSpan.FromMinutes(1) },
            },
        "longest delay below the base" =>
            new() { Retry = new RetryOptions { MaxDelay = TimeSpan.FromSeconds(1), BaseDelay = TimeSpan.FromSeconds(2) } },
        "whole call below one try" => new() { Retry = new RetryOptions { TotalTimeout = TimeSpan.FromSeconds(10) } },
        "slow chunk above medium" => new() { Network = new NetworkOptions { SlowChunkBytes = 1_048_577 } },
        "medium chunk above fast" => new() { Network = new NetworkOptions { MediumChunkBytes = 2_097_153 } },
        "fast chunk above the largest" => new() { Network = new NetworkOptions { FastChunkBytes = 8_388_609 } },
        "slow above fast" => new() { Network = new NetworkOptions { SlowBelowBytesPerSecond = 1_250_001 } },
        "secret that can be guessed" => new() { Network = new NetworkOptions { ClientKeySecret = new string('x', 31) } },
        _ => new() { Network = new NetworkOptions { FlushNotAfter = TimeSpan.FromSeconds(4) } },
    };

    private static IEnumerable<string> Broken(ServiceOptions options) =>
        OptionRules.Broken(options.Limits, options.Sessions, options.Sweep, options.Admission, options.Retry, options.Network);
}
