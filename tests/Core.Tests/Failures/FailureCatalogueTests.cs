using System.Reflection;
using System.Text;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Tests.Failures;

public class FailureCatalogueTests
{
    private static readonly string Hostile = "\r\nSet-Cookie: a=b\0\u001b[31m\u0085\ud800\udc00\ud800 " + string.Concat(
        Enumerable.Repeat("😀\n", 5_000));

    private static readonly List<MethodInfo> Entries =
        [.. typeof(FailureCatalogue).GetMethods(BindingFlags.Public | BindingFlags.Static).Where(
            method => method.ReturnType == typeof(Failure))];

    public static TheoryData<string> Names => [.. Entries.Select(entry => entry.Name)];

    [Fact]
    public void Every_code_is_there_once()
    {
        var codes = Entries.Select(entry => Make(entry, "x").Code).ToList();

        Assert.True(codes.Count > 30);
        Assert.Equal(codes.Distinct(), codes);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Codes_are_kebab_case_and_texts_are_sentences(string name)
    {
        var failure = Make(Entry(name), "x");

        Assert.Matches("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", failure.Code);
        Assert.Matches("^[A-Z].*[^.]$", failure.Title);
        Assert.EndsWith(".", failure.Detail, StringComparison.Ordinal);
        Assert.All(failure.Facts.Keys, key => Assert.Matches("^[a-z][A-Za-z0-9]*$", key));
        Assert.All(failure.Facts.Values, value => Assert.True(
            value is string or long or IReadOnlyList<ByteRange> or IReadOnlyList<RangeConflict>,
            $"A fact is a {value.GetType()}."));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Code_and_title_do_not_depend_on_what_happened(string name)
    {
        var (one, other) = (Make(Entry(name), "x"), Make(Entry(name), Hostile));

        Assert.Equal((one.Code, one.Title), (other.Code, other.Title));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_a_hostile_client_sends_never_reaches_a_text_as_control_characters_half_characters_or_at_length(string name)
    {
        var failure = Make(Entry(name), Hostile);
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);

        Assert.All([failure.Detail, .. failure.Facts.Values.OfType<string>()], text =>
        {
            Assert.DoesNotContain(text, char.IsControl);
            Assert.InRange(strict.GetByteCount(text), 0, 4_000);
        });
    }

    [Fact]
    public void Short_texts_of_the_client_are_shown_as_they_are()
    {
        Assert.Contains("'vidéo/😀'", FailureCatalogue.ContentTypeInvalid("vidéo/😀").Detail, StringComparison.Ordinal);
        Assert.Equal("vidéo/😀", FailureCatalogue.ContentTypeInvalid("vidéo/😀").Facts["got"]);
    }

    [Fact]
    public void Long_texts_of_the_client_are_shown_by_their_beginning() =>
        Assert.Contains(
            $"'{new string('x', 64)}…'", FailureCatalogue.ContentTypeInvalid(new string('x', 65)).Detail, StringComparison.Ordinal);

    [Fact]
    public void What_may_be_tried_again_says_when()
    {
        Assert.Equal(TimeSpan.FromSeconds(7), FailureCatalogue.Busy(TimeSpan.FromSeconds(7)).RetryAfter);
        Assert.Equal(TimeSpan.Zero, FailureCatalogue.ConnectionBroken(1).RetryAfter);
        Assert.Null(FailureCatalogue.ChunkEmpty().RetryAfter);
    }

    [Fact]
    public void What_is_missing_is_counted_and_listed()
    {
        List<ByteRange> missing = [new(0, 5), new(1_000, 1_000)];

        var failure = FailureCatalogue.ChunksMissing(missing);

        Assert.Contains("2 range(s) with 1,005 bytes", failure.Detail, StringComparison.Ordinal);
        Assert.Same(missing, failure.Facts["missing"]);
    }

    private static MethodInfo Entry(string name) => Entries.Single(entry => entry.Name == name);

    private static Failure Make(MethodInfo entry, string text) =>
        (Failure)entry.Invoke(null, [.. entry.GetParameters().Select(parameter => Argument(parameter.ParameterType, text))])!;

    private static object Argument(Type type, string text) => type switch
    {
        _ when type == typeof(string) => text,
        _ when type == typeof(long) || type == typeof(long?) => long.MaxValue,
        _ when type == typeof(bool) => true,
        _ when type == typeof(int) => 499,
        _ when type == typeof(TimeSpan?) => TimeSpan.FromSeconds(7),
        _ when type == typeof(Sha256Digest) => Sha256Digest.Of([1]),
        _ when type == typeof(ByteRange) => new ByteRange(long.MaxValue, long.MaxValue),
        _ when type == typeof(IReadOnlyList<ByteRange>) => new List<ByteRange> { new(1, 2) },
        _ when type == typeof(IReadOnlyList<RangeConflict>) => new List<RangeConflict> { new(new ByteRange(1, 2), [Sha256Digest.Of([1])]) },
        _ when type == typeof(TimeSpan) => TimeSpan.FromSeconds(1),
        _ when type == typeof(DateTimeOffset) => DateTimeOffset.UnixEpoch,
        _ => throw new NotSupportedException($"Say here what to pass for a {type}."),
    };
}
