namespace SmartTransfer.Infra.Tests.Bicep;

public class BicepParserTests
{
    [Fact]
    public void Declarations_are_read_with_their_decorators()
    {
        var file = Parse("""
            // a comment with 'quotes' and {
            @description('It\'s ${name}: all of it')
            @allowed([
              'a'
              'b'
            ])
            param kind string = 'a'
            param count int
            param note string?
            """);

        Assert.Equal(["kind", "count", "note"], file.Parameters.Select(parameter => parameter.Name));
        Assert.Equal([false, true, false], file.Parameters.Select(parameter => parameter.IsRequired));
        Assert.Equal(["a", "b"], Assert.IsType<BicepArray>(file.Parameters[0].Decorator("allowed")).Items.Select(item => item.ToString()));
    }

    [Fact]
    public void Values_are_found_by_their_path_through_conditions_and_loops()
    {
        var file = Parse("""
            resource one 'A/b@2024-01-01' = if (on) {
              properties: { inner: { 'odata.type': 'x', yes: true } }
            }
            module many './m.bicep' = [for (item, i) in items: {
              params: {
                name: 'n-${item.name}-${i}'
              }
            }]
            """);

        Assert.Equal("true", file.Resources[0].Value.At("properties.inner.yes")?.ToString());
        Assert.NotNull(file.Modules[0].Value.At("params.name"));
        Assert.Equal(["item", "i"], file.LocalNames);
        Assert.Equal(["on", "items", "item", "i"], BicepNames.Used(file).Select(name => name.Text));
    }

    [Fact]
    public void Keys_properties_and_functions_are_no_names()
    {
        var file = Parse("var x = union(tags, flex ? { key: value.property } : other)");

        Assert.Equal(["tags", "flex", "value", "other"], BicepNames.Used(file).Select(name => name.Text));
        Assert.Equal(["union"], BicepNames.Called(file).Select(name => name.Text));
    }

    [Theory]
    [InlineData("var x = {\n  a: 1\n")]
    [InlineData("var x = [ 1 }")]
    [InlineData("var x = (1")]
    [InlineData("var x = 1)")]
    [InlineData("var x = 'open\nvar y = 2")]
    [InlineData("var x = '''open")]
    [InlineData("var x = 'a ${b'")]
    [InlineData("var x =\nvar y = 1")]
    [InlineData("var x = { a: 1\n a: 2 }")]
    [InlineData("variable x = 1")]
    [InlineData("resource x 'A/b' = {}")]
    [InlineData("var x = {} var y = 1")]
    public void What_is_not_Bicep_is_refused(string text) => Assert.Throws<FormatException>(() => Parse(text));

    private static BicepFile Parse(string text) => BicepParser.Parse("test.bicep", text);
}
