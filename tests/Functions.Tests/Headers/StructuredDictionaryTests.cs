using FsCheck.Fluent;
using SmartTransfer.Functions.Headers;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Functions.Tests.Headers;

/// <summary>The reader of RFC 8941 dictionaries.</summary>
public sealed class StructuredDictionaryTests
{
    [Theory]
    [InlineData("a=:AQI=:", "a:0102")]
    [InlineData("a=:AQI=:, b=:Aw==:", "a:0102 b:03")]
    [InlineData("a=:AQI=:,b=:Aw==:", "a:0102 b:03")]
    [InlineData("a=:AQI=: \t, \tb=:Aw==:", "a:0102 b:03")]
    [InlineData("  a=::  ", "a:")]
    [InlineData("a=:AQI=:;x;y=1;z=\"q\\\"r\"; w=:AA==:", "a:0102")]
    [InlineData("a", "a-")]
    [InlineData("a, b=1, c=1.5, d=-7, e=?0, f=token/x:y*, g=\"a,b=:AA==:\"", "a- b- c- d- e- f- g-")]
    [InlineData("*key_1-2.x=:AA==:", "*key_1-2.x:00")]
    [InlineData("a=:AQI=:, a=:Aw==:", "a:03")]
    [InlineData("a=:AQI=:, a", "a-")]
    [InlineData("", "")]
    [InlineData("   ", "")]
    public void What_is_a_dictionary_is_read(string field, string members) =>
        Assert.Equal(members, string.Join(' ', StructuredDictionary.Parse(field)!.Select(member => member.Key + (member.Value is null ? "-" : ":" + Convert.ToHexStringLower(member.Value)))));

    [Theory]
    [InlineData("A=:AA==:")]
    [InlineData("1a=:AA==:")]
    [InlineData("a=")]
    [InlineData("a=:")]
    [InlineData("a=:AA==")]
    [InlineData("a=:A:")]
    [InlineData("a=:AA==:x")]
    [InlineData("a=:A A=:")]
    [InlineData("a=:-_==:")]
    [InlineData("a= :AA==:")]
    [InlineData("a =:AA==:")]
    [InlineData("a,")]
    [InlineData("a, ")]
    [InlineData(",a")]
    [InlineData("a,,b")]
    [InlineData("a b")]
    [InlineData("a=\"open")]
    [InlineData("a=\"open\\")]
    [InlineData("a=\"open\\\"")]
    [InlineData("a;")]
    [InlineData("a;=1")]
    [InlineData("a;x=")]
    [InlineData("a=(1 2)")]
    [InlineData("a=é")]
    [InlineData("é")]
    [InlineData("\"a\"")]
    [InlineData("\ta")]
    public void What_is_none_is_refused(string field) => Assert.Null(StructuredDictionary.Parse(field));

    [Fact]
    public void No_text_whatever_makes_it_throw() => Always.Holds(
        from pieces in Gen.Elements("a", "sha-256", "=", ":", "AA==", "A", ",", ";", " ", "\t", "\"", "\\", "?1", "(", ")", "é", "\ud800", "\0", "\r\n", "*").ListOf()
        select string.Concat(pieces),
        field => Assert.True(StructuredDictionary.Parse(field)?.Count is null or >= 0));

    [Fact]
    public void Random_text_does_not_make_it_throw_either() => Always.Holds(
        from bytes in Values.Bytes(200)
        select string.Concat(bytes.Select(b => (char)b)),
        field => Assert.True(StructuredDictionary.Parse(field)?.Count is null or >= 0));

    [Fact]
    public void Byte_sequences_come_back_as_they_were_written() => Always.Holds(
        from first in Values.Bytes(100)
        from second in Values.Bytes(100)
        from space in Gen.Elements("", " ", "\t", " \t ")
        select (first, second, space),
        values =>
        {
            var field = $"sha-256=:{Convert.ToBase64String(values.first)}:{values.space},{values.space}x=:{Convert.ToBase64String(values.second)}:;p=1";
            var members = StructuredDictionary.Parse(field)!;
            Assert.Equal(["sha-256", "x"], members.Keys);
            Assert.Equal(values.first, members["sha-256"]);
            Assert.Equal(values.second, members["x"]);
        });

    [Fact]
    public void A_field_cut_anywhere_within_its_bytes_is_refused() => Always.Holds(
        from bytes in Values.Bytes(60)
        from cut in Gen.Choose(1, 1000)
        let whole = $"sha-256=:{Convert.ToBase64String(bytes)}:"
        select whole[..^Math.Min(cut, whole.Length - "sha-256=".Length)],
        field => Assert.Null(StructuredDictionary.Parse(field)));
}
