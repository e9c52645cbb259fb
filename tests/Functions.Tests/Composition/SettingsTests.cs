using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using SmartTransfer.Core.Options;
using SmartTransfer.Functions.Composition;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Composition;

/// <summary>Settings that are not usable stop the start with sentences.</summary>
public sealed class SettingsTests
{
    private const string Storage = "SmartTransfer:Storage:ConnectionString";

    public static TheoryData<string> Ranged => [.. AppSettings.All.Where(setting => setting.Limits.Min is not null).Select(setting => setting.Path)];

    public static TheoryData<string, string, string> Garbage => new()
    {
        { "SmartTransfer:Limits:MaxChunkBytes", "8 MiB", "bytes" },
        { "SmartTransfer:Limits:MaxChunkBytes", "1e6", "bytes" },
        { "SmartTransfer:Limits:MaxChunkBytes", "65536.5", "bytes" },
        { "SmartTransfer:Limits:MaxChunkBytes", "0x10000", "bytes" },
        { "SmartTransfer:Limits:MaxChunkBytes", "99999999999999999999", "bytes" },
        { "SmartTransfer:Sessions:Lifetime", "24", "d.hh:mm:ss" },
        { "SmartTransfer:Sessions:Lifetime", "24h", "d.hh:mm:ss" },
        { "SmartTransfer:Sessions:Lifetime", "a:b:c", "d.hh:mm:ss" },
        { "SmartTransfer:Retry:BaseDelay", "1", "hh:mm:ss" },
        { "SmartTransfer:Retry:BreakerFailureRatio", "80%", "ratio" },
        { "SmartTransfer:Retry:BreakerFailureRatio", "0,8", "ratio" },
        { "SmartTransfer:Retry:MaxRetries", "three", "retries" },
    };

    [Theory]
    [MemberData(nameof(Ranged))]
    public void A_value_outside_its_range_is_told_with_setting_value_unit_and_range(string path)
    {
        var limits = AppSettings.Of(path).Limits;
        foreach (var value in (string[])[Beyond(limits.Min!, -1), Beyond(limits.Max!, +1)])
        {
            var sentence = Assert.Single(Problems((path, value)));
            Assert.Contains($"{path} is {value} ({limits.Unit})", sentence, StringComparison.Ordinal);
            Assert.Contains($"from {limits.Min} to {limits.Max}", sentence, StringComparison.Ordinal);
            Assert.EndsWith(".", sentence, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Ranged))]
    public void A_value_at_either_end_of_its_range_is_read(string path)
    {
        var limits = AppSettings.Of(path).Limits;
        foreach (var value in (string[])[limits.Min!, limits.Max!])
        {
            // Rules between settings may still be broken by it.
            Assert.DoesNotContain(Problems((path, value)), sentence => sentence.Contains("it must be from", StringComparison.Ordinal) || sentence.Contains("which is not", StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Garbage))]
    public void A_value_that_cannot_be_read_is_told_with_setting_value_unit_and_range(string path, string value, string unit)
    {
        var sentence = Assert.Single(Problems((path, value)));
        Assert.Contains($"{path} is '{value}', which is not ", sentence, StringComparison.Ordinal);
        Assert.Contains($"in {unit}, from {AppSettings.Of(path).Limits.Min} to {AppSettings.Of(path).Limits.Max}", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("24:00:00")]
    [InlineData("48:00:00")]
    [InlineData("1:00:00:00")]
    public void A_time_whose_hours_could_be_taken_for_days_is_not_guessed(string value)
    {
        var sentence = Assert.Single(Problems(("SmartTransfer:Sessions:Lifetime", value)));
        Assert.Contains($"'{value}', which is not a time", sentence, StringComparison.Ordinal);
        Assert.Contains("d.hh:mm:ss", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.00:00:00", 24 * 60)]
    [InlineData("23:59:00", (24 * 60) - 1)]
    [InlineData("01:30", 90)]
    public void A_time_is_read_as_it_is_written(string value, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), Read(("SmartTransfer:Sessions:Lifetime", value)).Get<SessionOptions>().Lifetime);

    [Theory]
    [InlineData("SmartTransfer:Limits:MaxChunksBytes", "MaxChunkBytes")]
    [InlineData("SmartTransfer:Retry:Retries", "MaxRetries")]
    [InlineData("SmartTransfer:Storage:Connection", "ConnectionString")]
    public void A_setting_that_there_is_none_of_is_named_beside_those_that_there_are(string path, string known)
    {
        var sentence = Assert.Single(Problems((path, "1")));
        Assert.StartsWith($"{path} is not a setting;", sentence, StringComparison.Ordinal);
        Assert.Contains(known, sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_that_there_is_none_of_is_named_beside_those_that_there_are()
    {
        var sentence = Assert.Single(Problems(("SmartTransfer:Limit:MaxChunkBytes", "1")));
        Assert.StartsWith("SmartTransfer:Limit is not a group of settings;", sentence, StringComparison.Ordinal);
        Assert.Contains("SmartTransfer:Limits", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_problems_are_told_at_once()
    {
        var sentences = Problems(("SmartTransfer:Limits:MaxChunkBytes", "x"), ("SmartTransfer:Limits:MaxFileBytes", "0"), ("SmartTransfer:Retry:Unknown", "1"), ("SmartTransfer:Other:X", "1"));
        Assert.Equal(4, sentences.Count);
    }

    [Fact]
    public void Several_broken_rules_are_told_at_once() => Assert.Equal(
        2,
        Problems(("SmartTransfer:Retry:TotalTimeout", "00:00:10"), ("SmartTransfer:Network:FlushNotAfter", "00:00:01")).Count);

    [Fact]
    public void An_empty_value_stands_for_the_default() =>
        Assert.Equal(new LimitOptions().MaxChunkBytes, Read(("SmartTransfer:Limits:MaxChunkBytes", string.Empty)).Get<LimitOptions>().MaxChunkBytes);

    [Fact]
    public void Names_are_read_whatever_their_case() => Assert.Equal(65_537, Read(("smarttransfer:admission:RETRYAFTER", "00:00:02"), ("SMARTTRANSFER:SESSIONS:cacheentries", "65537")).Get<SessionOptions>().CacheEntries);

    [Fact]
    public void Environment_variables_name_settings_with_two_underscores()
    {
        const string prefix = "FUNCTIONSTESTS_";
        const string name = $"{prefix}SmartTransfer__Sessions__CacheEntries";
        Environment.SetEnvironmentVariable(name, "7");
        try
        {
            var configuration = new ConfigurationBuilder().AddEnvironmentVariables(prefix).AddInMemoryCollection([KeyValuePair.Create<string, string?>(Storage, "UseDevelopmentStorage=true")]).Build();
            Assert.Equal(7, Settings.Read(configuration).Get<SessionOptions>().CacheEntries);
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }

    [Theory]
    [InlineData("SmartTransfer:Cors:Origins", "origins")]
    [InlineData("SmartTransfer:Limits:MaxChunkBytes", "bytes")]
    public void A_setting_that_is_given_as_a_list_is_told_and_not_passed_over(string path, string unit)
    {
        var sentence = Assert.Single(Problems(($"{path}:0", "https://app.example")));
        Assert.Equal($"{path} is given as a list or a group; it takes one value, in {unit}.", sentence);
    }

    [Fact]
    public void Without_storage_the_ways_to_name_it_are_told()
    {
        var unusable = Assert.Throws<OptionsValidationException>(() => Settings.Read(new ConfigurationBuilder().Build()));
        var sentence = Assert.Single(unusable.Failures);
        Assert.Contains("SmartTransfer:Storage:ConnectionString", sentence, StringComparison.Ordinal);
        Assert.Contains("SmartTransfer:Storage:BlobServiceUri", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_string_that_is_not_usable_is_never_shown()
    {
        const string secret = "AccountKey=c2VjcmV0LXNlY3JldA==";
        var sentences = Problems((Storage, secret));
        Assert.NotEmpty(sentences);
        Assert.All(sentences, sentence => Assert.DoesNotContain("c2VjcmV0", sentence, StringComparison.Ordinal));
    }

    [Fact]
    public void A_secret_that_is_too_short_is_never_shown()
    {
        var sentence = Assert.Single(Problems(("SmartTransfer:Network:ClientKeySecret", "c2VjcmV0")));
        Assert.StartsWith("SmartTransfer:Network:ClientKeySecret is set (its value is not shown)", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_that_is_long_enough_is_read() =>
        Assert.Equal(new string('x', 32), Read(("SmartTransfer:Network:ClientKeySecret", new string('x', 32))).Get<NetworkOptions>().ClientKeySecret);

    private static Settings Read(params (string Path, string Value)[] settings)
    {
        var values = new Dictionary<string, string?> { [Storage] = "UseDevelopmentStorage=true" };
        foreach (var (path, value) in settings)
        {
            values[path] = value;
        }

        return Settings.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
    }

    private static List<string> Problems(params (string Path, string Value)[] settings)
    {
        try
        {
            Read(settings);
            return [];
        }
        catch (OptionsValidationException unusable)
        {
            return [.. unusable.Failures];
        }
    }

    /// <summary>The next value outside a limit.</summary>
    private static string Beyond(string limit, int step) =>
        limit.Contains(':', StringComparison.Ordinal)
            ? (TimeSpan.Parse(limit, CultureInfo.InvariantCulture) + TimeSpan.FromTicks(step)).ToString("c", CultureInfo.InvariantCulture)
            : (decimal.Parse(limit, CultureInfo.InvariantCulture) + step).ToString(CultureInfo.InvariantCulture);
}
