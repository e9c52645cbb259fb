using FsCheck.Fluent;
using SmartTransfer.Functions.Headers.Structured;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Functions.Tests.Headers.Structured;

/// <summary>The reader and writer of RFC 9651 dictionaries.</summary>
public sealed class StructuredDictionaryTests
{
    [Theory]
    [InlineData("a=:AQI=:", "a bytes 0102")]
    [InlineData("a=:AQI=:, b=:Aw==:", "a bytes 0102 | b bytes 03")]
    [InlineData("a=:AQI=:,b=:Aw==:", "a bytes 0102 | b bytes 03")]
    [InlineData("a=:AQI=: \t, \tb=:Aw==:", "a bytes 0102 | b bytes 03")]
    [InlineData("  a=::  ", "a bytes ")]
    [InlineData("a\t", "a boolean True")]
    [InlineData("a=:AQI=:;x;y=1;z=\"q\\\"r\"; w=:AA==:", "a bytes 0102;x boolean True;y integer 1;z text q\"r;w bytes 00")]
    [InlineData("a", "a boolean True")]
    [InlineData("a;q=0.5", "a boolean True;q decimal 0.5")]
    [InlineData(
        "a, b=1, c=1.5, d=-7, e=?0, f=token/x:y*, g=\"a,b=:AA==:\"",
        "a boolean True | b integer 1 | c decimal 1.5 | d integer -7 | e boolean False | f token token/x:y* | g text a,b=:AA==:")]
    [InlineData("*key_1-2.x=:AA==:", "*key_1-2.x bytes 00")]
    [InlineData("a=()", "a []")]
    [InlineData("a=( 1  \"b\";c=d   e );f", "a [integer 1, text b;c token d, token e];f boolean True")]
    [InlineData("a=(1 2), b", "a [integer 1, integer 2] | b boolean True")]
    [InlineData("a;x=1;x=2;y;x=3", "a boolean True;x integer 3;y boolean True")]
    [InlineData("", "")]
    [InlineData("   ", "")]
    public void What_is_a_dictionary_is_read(string field, string members) =>
        Assert.Equal(members, Shown.Members(StructuredDictionary.Parse(field)!));

    [Theory]
    [InlineData("a=1, a=2", "a integer 2")]
    [InlineData("a=1, b=2, a=3", "a integer 3 | b integer 2")]
    [InlineData("a=:AQI=:, a", "a boolean True")]
    [InlineData("a=(1 2);x, a=\"b\"", "a text b")]
    public void Of_a_key_that_is_given_twice_the_last_counts_in_the_place_of_the_first(string field, string members) =>
        Assert.Equal(members, Shown.Members(StructuredDictionary.Parse(field)!));

    [Theory]
    [InlineData("A=:AA==:")]
    [InlineData("1a=:AA==:")]
    [InlineData("a=")]
    [InlineData("a=, b")]
    [InlineData("a=:AA==:x")]
    [InlineData("a= :AA==:")]
    [InlineData("a =:AA==:")]
    [InlineData("a,")]
    [InlineData("a, ")]
    [InlineData("a,\t")]
    [InlineData(",a")]
    [InlineData("a,,b")]
    [InlineData("a b")]
    [InlineData("a;")]
    [InlineData("a;=1")]
    [InlineData("a;x=")]
    [InlineData("a;\tx")]
    [InlineData("a ;x")]
    [InlineData("a;x=(1)")]
    [InlineData("a;X")]
    [InlineData("a=(1 2")]
    [InlineData("a=(")]
    [InlineData("a=(1,2)")]
    [InlineData("a=(1\t2)")]
    [InlineData("a=(\"x\"\"y\")")]
    [InlineData("a=((1) 2)")]
    [InlineData("a=(1))")]
    [InlineData("a=(b=1)")]
    [InlineData("a=(1);")]
    [InlineData("a=é")]
    [InlineData("é")]
    [InlineData("\"a\"")]
    [InlineData("\ta")]
    [InlineData("a\n")]
    [InlineData("a=1\0")]
    public void What_is_none_is_refused(string field) => Assert.Null(StructuredDictionary.Parse(field));

    [Fact]
    public void A_field_of_as_many_characters_as_are_taken_is_read_and_no_longer_one()
    {
        Assert.Equal("a integer 1", Shown.Members(StructuredDictionary.Parse("a=1", maxChars: 3)!));
        Assert.Null(StructuredDictionary.Parse("a=12", maxChars: 3));
        Assert.Null(StructuredDictionary.Parse("a= 1", maxChars: 3));

        var most = $"a=\"{new string('x', StructuredDictionary.MaxChars - 4)}\"";
        Assert.NotNull(StructuredDictionary.Parse(most));
        Assert.Null(StructuredDictionary.Parse($"{most} "));
    }

    // RFC 9651, section 3.2 and 3.1.2: at least 1,024 members, keys of 64 characters, 256 parameters, lists of 256.
    [Fact]
    public void What_every_reader_must_hold_is_held()
    {
        Assert.Equal(1024, StructuredDictionary.Parse(string.Join(',', Enumerable.Range(0, 1024).Select(n => $"k{n}=1")))!.Count);
        Assert.Equal(256, StructuredDictionary.Parse($"a=({string.Join(' ', Enumerable.Repeat("1", 256))})")!["a"].InnerList!.Count);
        Assert.Equal(
            256, StructuredDictionary.Parse($"a{string.Concat(Enumerable.Range(0, 256).Select(n => $";k{n}"))}")!["a"].Parameters.Count);
        Assert.Equal(["k" + new string('x', 63)], StructuredDictionary.Parse("k" + new string('x', 63))!.Keys);
        Assert.Equal(16_384, StructuredDictionary.Parse($"a=:{Convert.ToBase64String(new byte[16_384])}:")!["a"].Item?.AsBytes?.Length);
    }

    [Theory]
    [InlineData("a=1", "a=1")]
    [InlineData("a=1, b=2", "a=1", "b=2")]
    [InlineData("a=1, b=2", "", "a=1", null, "b=2", "")]
    [InlineData("", "")]
    [InlineData("")]
    [InlineData(" ,a=1", " ,a=1")]
    public void The_lines_of_a_field_are_one_field(string field, params string?[] lines) =>
        Assert.Equal(field, StructuredDictionary.Join(lines));

    [Theory]
    [InlineData("  a=1 ,\tb;  x;y=?1;z=?0  ,c=?1", "a=1, b;x;y;z=?0, c")]
    [InlineData("a=(  1   2;x );y, b=()", "a=(1 2;x);y, b=()")]
    [InlineData("a=00012, b=-0, c=1.50, d=-0.0, e=10.000", "a=12, b=0, c=1.5, d=0.0, e=10.0")]
    [InlineData("a=:AQ:, b=:AR==:, c=@01", "a=:AQ==:, b=:AQ==:, c=@1")]
    [InlineData("a=%\"f%c3%bc%20 %25%22\\\"", "a=%\"f%c3%bc  %25%22\\\"")]
    [InlineData("a=1, b, a=2", "a=2, b")]
    [InlineData("", "")]
    public void A_field_is_written_in_its_canonical_form(string field, string canonical) =>
        Assert.Equal(canonical, StructuredDictionary.Format(StructuredDictionary.Parse(field)!));

    [Theory]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("1")]
    [InlineData("a b")]
    [InlineData("a=")]
    [InlineData("ü")]
    public void A_key_that_is_none_is_not_written(string key)
    {
        Assert.Throws<ArgumentException>(() => StructuredDictionary.Format([new(key, BareItem.Integer(1))]));
        var parameters = new Dictionary<string, BareItem> { [key] = BareItem.Integer(1) };
        Assert.Throws<ArgumentException>(
            () => StructuredDictionary.Format([new("a", new FieldMember(new FieldItem(BareItem.Integer(1), parameters)))]));
    }

    [Fact]
    public void What_is_written_is_read_as_it_was() => Always.Holds(FieldValues.Dictionaries(), members =>
        Assert.Equal(Shown.Members(members), Shown.Members(StructuredDictionary.Parse(StructuredDictionary.Format(members))!)));

    [Fact]
    public void What_is_read_and_written_is_the_same_from_then_on() => Always.Holds(FieldValues.Texts(), field =>
    {
        if (StructuredDictionary.Parse(field) is { } members)
        {
            var canonical = StructuredDictionary.Format(members);
            Assert.Equal(Shown.Members(members), Shown.Members(StructuredDictionary.Parse(canonical)!));
            Assert.Equal(canonical, StructuredDictionary.Format(StructuredDictionary.Parse(canonical)!));
        }
    });

    [Fact]
    public void No_text_whatever_makes_it_throw() =>
        Always.Holds(FieldValues.Texts(), field => Assert.True(StructuredDictionary.Parse(field)?.Count is null or >= 0));

    [Fact]
    public void Random_text_does_not_make_it_throw_either() => Always.Holds(
        from bytes in Values.Bytes(200)
        select string.Concat(bytes.Select(b => (char)b)),
        field => Assert.True(StructuredDictionary.Parse(field)?.Count is null or >= 0));

    [Fact]
    public void A_field_with_one_character_changed_added_or_lost_does_not_make_it_throw() => Always.Holds(
        from members in FieldValues.Dictionaries()
        let field = StructuredDictionary.Format(members)
        from mutated in FieldValues.Mutations(field)
        select mutated,
        field => Assert.True(StructuredDictionary.Parse(field)?.Count is null or >= 0));

    [Fact]
    public void A_field_cut_anywhere_within_its_bytes_is_refused() => Always.Holds(
        from bytes in Values.Bytes(60)
        from cut in Gen.Choose(1, 1000)
        let whole = $"sha-256=:{Convert.ToBase64String(bytes)}:"
        select whole[..^Math.Min(cut, whole.Length - "sha-256=".Length)],
        field => Assert.Null(StructuredDictionary.Parse(field)));
}
